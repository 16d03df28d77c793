import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Actions } from './actions.ts';
import { runCli } from './run-cli.ts';
import { textTerminal } from './testdata/text-output.ts';

const root = join(import.meta.dirname, '../../..');

/** Commands of joulelab in indented lines, and within sentences where they have options or are one of two words; without remarks. */
function commandsOf(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8');
  const lines = [...text.matchAll(/^ {4}(?:bin\/)?joulelab (.*)$/gm)].map(([, line = '']) => line);
  const inline = [
    ...text.matchAll(/`(?:bin\/)?joulelab ((?:runtimes|model) [^`\n]*|[a-z]+ [^`\n]*--[^`\n]*)`/g),
  ].map(([, words = '']) => words);
  return [...lines, ...inline].map((line) => line.replace(/\s+#.*$/, '').trim());
}

const pages = ['README.md', ...globSync('docs/guide/*.md', { cwd: root })];
const commands = pages.flatMap((page) => commandsOf(page).map((words) => ({ page, words })));

/** None of these is about what the words mean. */
const actions = new Proxy({}, { get: () => async () => 0 }) as Actions;

describe('commands that README and guide show', () => {
  it('there are many', () => expect(commands.length).toBeGreaterThan(40));

  it.each(commands)('$page: joulelab $words', async ({ words }) => {
    const terminal = textTerminal();
    const parts = (words.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map((part) =>
      part.replace(/^(['"])(.*)\1$/, '$2'),
    );
    const status = await runCli(parts, actions, { version: '1.2.3', terminal });
    expect({ status, stderr: terminal.stderr.text() }).toEqual({ status: 0, stderr: '' });
  });
});
