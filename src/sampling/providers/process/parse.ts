import { completeLines, parseUnsigned } from '../../kernel-text.ts';

const TICK_US = 10_000;

/** CPU time of a process in µs: its own (all threads, ended ones too) and that of descendants it has waited for. */
export type ProcessTimes = { readonly ownUs: number; readonly childrenUs: number };

/**
 * /proc/PID/stat: `pid (name) state ppid …`, utime, stime, cutime and cstime being fields 14 to 17. The name may hold
 * blanks and brackets, so fields are counted from the last `)`. Source: proc_pid_stat(5).
 */
export function parseProcessStat(bytes: Uint8Array): ProcessTimes | undefined {
  const line = completeLines(bytes)[0];
  const nameEnd = line?.lastIndexOf(') ') ?? -1;
  if (line === undefined || nameEnd < 0) return undefined;
  const fields = line.slice(nameEnd + 2).split(' ');
  const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(parseUnsigned);
  if (utime === undefined || stime === undefined || cutime === undefined || cstime === undefined)
    return undefined;
  return { ownUs: (utime + stime) * TICK_US, childrenUs: (cutime + cstime) * TICK_US };
}
