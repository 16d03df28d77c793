import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { labelledObjects } from '../support/engine.ts';
import { repository, temporaryFolder } from '../support/joulelab.ts';

const guide = join(repository, 'docs/guide');

/** Blocks that are marked `sh` are to be copied. Indented ones take minutes, or are run elsewhere. */
function commandsOf(page: string): string[] {
  return [...readFileSync(join(guide, page), 'utf8').matchAll(/^```sh\n([^]*?)^```$/gm)].map(
    ([, text = '']) => text,
  );
}

afterEach(() => expect(labelledObjects()).toEqual([]));

describe('the guide', () => {
  it('first-scenario.md: every command works when it is copied', () => {
    const clone = join(temporaryFolder(), 'joulelab');
    mkdirSync(join(clone, 'bin'), { recursive: true });
    symlinkSync(join(repository, 'bin/joulelab'), join(clone, 'bin/joulelab'));
    const blocks = commandsOf('first-scenario.md');
    expect(blocks.length).toBeGreaterThan(4);
    const printed = blocks.map((block) => {
      const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', block], {
        cwd: clone,
        encoding: 'utf8',
        env: { ...process.env, NO_COLOR: '1', JOULELAB_STATE_DIR: join(clone, 'state') },
      });
      // A machine that is not fit to measure on is what doctor may well find here.
      if (!block.includes('doctor')) expect(status, `${block}\n${stderr}`).toBe(0);
      return stdout;
    });
    const logs = printed[blocks.findIndex((block) => block.includes('--logs'))];
    expect(logs?.match(/\b1000$/gm)).toHaveLength(2);
  });

  it('every link in it leads to a file', () => {
    for (const page of readdirSync(guide).filter((name) => name.endsWith('.md'))) {
      const links = [...readFileSync(join(guide, page), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)];
      for (const [, link = ''] of links) {
        expect(existsSync(join(dirname(join(guide, page)), link)), `${page}: ${link}`).toBe(true);
      }
    }
  });
});
