import type { RenderOptions } from '../report/style.ts';

/** One output stream and what it can show. */
export type Output = Required<RenderOptions> & {
  /** Writes text as it is. */
  write(text: string): void;
  readonly isTty: boolean;
};

/** stdout carries the result and nothing else; progress and errors go to stderr. */
export type Terminal = { readonly stdout: Output; readonly stderr: Output };

const DEFAULT_WIDTH = 80;
const WIDEST = 120;

/** The process's own streams. Honours NO_COLOR, FORCE_COLOR, TERM=dumb, COLUMNS and the locale's character set. */
export function processTerminal(env: NodeJS.ProcessEnv = process.env): Terminal {
  return { stdout: output(process.stdout, env), stderr: output(process.stderr, env) };
}

/** The same terminal without colours. */
export function withoutColor(terminal: Terminal): Terminal {
  return { stdout: { ...terminal.stdout, color: false }, stderr: { ...terminal.stderr, color: false } };
}

type OutputStream = {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
  on(event: 'error', listener: () => void): unknown;
};

function output(stream: OutputStream, env: NodeJS.ProcessEnv): Output {
  // A reader that goes away (a closed terminal, `| head`) must not end a measurement that has containers to remove.
  stream.on('error', () => undefined);
  const isTty = stream.isTTY === true;
  const dumb = env['TERM'] === 'dumb';
  const forced = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0';
  return {
    write: (text) => void stream.write(text),
    color: !env['NO_COLOR'] && (forced || (isTty && !dumb)),
    width: Math.min(WIDEST, stream.columns || Number(env['COLUMNS']) || DEFAULT_WIDTH),
    isTty: isTty && !dumb,
    unicode: showsUnicode(env),
  };
}

/** Only a locale that plainly says otherwise (C, POSIX, Latin-1) is taken not to show Unicode. */
function showsUnicode(env: NodeJS.ProcessEnv): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return locale === '' || /utf-?8/i.test(locale);
}
