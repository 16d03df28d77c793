import { basename } from 'node:path';

/** All that POSIX asks for; `pipefail` is missing: Debian's `sh`, dash, ended with "Illegal option" until 0.5.13. */
const POSIX_OPTIONS = ['-o', 'errexit', '-o', 'nounset'] as const;
const FULL_OPTIONS = [...POSIX_OPTIONS, '-o', 'pipefail'] as const;

const OPTIONS_BY_SHELL: Readonly<Record<string, readonly string[]>> = {
  bash: FULL_OPTIONS,
  ash: FULL_OPTIONS,
  zsh: FULL_OPTIONS,
  ksh: FULL_OPTIONS,
  ksh93: FULL_OPTIONS,
  mksh: FULL_OPTIONS,
  yash: FULL_OPTIONS,
  sh: POSIX_OPTIONS,
  dash: POSIX_OPTIONS,
};

/**
 * The options that make a shell stop at the first failing command, as far as the shell knows them: all three for bash,
 * ash, zsh, ksh, mksh and yash, without `pipefail` for `sh` and dash, none for what is no POSIX shell (fish, python).
 *
 * @param shell words: `['/bin/bash']`, `['busybox', 'ash']`
 */
export function strictShellOptions(shell: readonly string[]): readonly string[] {
  return OPTIONS_BY_SHELL[basename(shell.at(-1) ?? '')] ?? [];
}

/** `SHELL OPTIONS -c COMMAND`; the command may have several lines. */
export function shellCommand(
  shell: readonly string[],
  command: string,
  options: readonly string[] = strictShellOptions(shell),
): readonly string[] {
  return [...shell, ...options, '-c', command];
}
