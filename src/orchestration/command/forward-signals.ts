import { readFileSync } from 'node:fs';

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;
const FROM_KEYBOARD: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];

/**
 * Hands signals that this process gets on to a command until disposed.
 *
 * Ctrl-C and Ctrl-\ reach the whole foreground process group, the command included: passed on once more they would count
 * as pressed twice, which many programs take as "stop at once". So these two are not passed on while this process is in
 * the foreground of a terminal.
 */
export function forwardSignals(kill: (signal: NodeJS.Signals) => void): Disposable {
  const forward = (signal: NodeJS.Signals): void => {
    if (!FROM_KEYBOARD.includes(signal) || !inForeground()) kill(signal);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  return {
    [Symbol.dispose]() {
      for (const signal of FORWARDED) process.removeListener(signal, forward);
    },
  };
}

/** Whether this process is in the foreground group of a controlling terminal: proc(5), fields pgrp, tty_nr, tpgid. */
function inForeground(): boolean {
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1');
    const [, , group, , terminal, foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return terminal !== '0' && group === foreground;
  } catch {
    return false;
  }
}
