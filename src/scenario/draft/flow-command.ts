import { stringify } from 'yaml';
import type { DockerfileCommand } from './dockerfile.ts';

/** A command of a draft's flow, and why it is that one. */
export type DraftCommand = { readonly command: string; readonly shell?: string; readonly why: string };

/** Where nothing tells what the software does: there to be replaced. */
export const PLACEHOLDER: DraftCommand = {
  command: 'sleep 10',
  why: 'Replace this by what your users do: it only measures ten seconds of the services at work.',
};

/** A health check as a first command: it is known to exist in the image. */
export function fromHealthcheck(test: unknown): DraftCommand | undefined {
  const why = 'The health check of the service, as a start. Replace it by what your users do.';
  if (typeof test === 'string' && test !== '') return { command: test, shell: 'sh', why };
  if (!Array.isArray(test)) return undefined;
  const [kind, ...words] = test.map(String);
  if (kind === 'CMD-SHELL') return { command: words.join(' '), shell: 'sh', why };
  return kind === 'CMD' ? { command: quoteWords(words), why } : undefined;
}

/** The command of an image, with the words of another one before it. */
export function fromImage(
  command: DockerfileCommand,
  why: string,
  before: readonly string[] = [],
): DraftCommand {
  if (command.form === 'exec') return { command: quoteWords([...before, ...command.words]), why };
  if (before.length > 0) return { command: quoteWords([...before, 'sh', '-c', command.line]), why };
  return { command: command.line, shell: 'sh', why };
}

/** The flow of a draft as YAML with comments. */
export function flowText(container: string, { command, shell, why }: DraftCommand): string {
  const shellLine = shell === undefined ? '' : `        shell: ${shell}\n`;
  return `# What is done while joulelab measures. Each step is measured on its own; add as many as you like.
flow:
  - name: First step
    container: ${inline(container)}
    commands:
      # ${why}
      - type: console
        command: ${inline(command)}
${shellLine}        # More: shell (sh, bash), detach, note, log-stdout, ignore-errors, read-notes-stdout
`;
}

/** A text as a YAML scalar in one line. */
export function inline(text: string): string {
  // YAML reads JSON's texts; its own ways to write line breaks take several lines.
  if (/[^\P{Cc}]/u.test(text)) return JSON.stringify(text);
  return stringify(text, { lineWidth: 0, blockQuote: false }).trimEnd();
}

/** One text that splits into these words again. */
function quoteWords(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}
