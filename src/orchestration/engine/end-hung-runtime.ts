import { readdirSync, readFileSync } from 'node:fs';
import { JoulelabError } from '../../domain/errors.ts';

/** A process as its kernel files describe it. */
type Process = { readonly pid: number; readonly parent: number; readonly argv: readonly string[] };

/** What an engine keeps beside each container: containerd's shims and Podman's conmon, with the container's id as an argument. */
const KEEPER = /(^|\/)(containerd-shim[^/]*|conmon)$/;

/**
 * Ends all that a hanging runtime has started for a container: every descendant of the process that the engine keeps beside it. That
 * one stays, and tells the engine that the start failed, so that the engine answers again. Gives the ended processes' ids; none where
 * they are not this machine's (an engine elsewhere) or not this user's to end.
 *
 * Only for a container that is to be removed by force.
 */
export function endHungRuntime(containerId: string, procfs = '/proc'): number[] {
  return hungProcesses(containerId, procfs).filter((pid) => {
    try {
      return process.kill(pid, 'SIGKILL');
    } catch {
      return false;
    }
  });
}

/** The error for a container whose start the engine has not answered within `limitMs`; clean-up then ends what hangs. */
export function startHangs(runtime: string, container: string, limitMs: number): JoulelabError {
  const message = `The OCI runtime ${runtime} did not start ${container} within ${limitMs / 1000} s.`;
  return new JoulelabError('runtime-unavailable', message, {
    advice: `It hangs, and its processes were ended. Choose another runtime, or give it more time with --boot-timeout; docker run --runtime ${runtime} shows whether it is the runtime.`,
  });
}

/** The descendants of the container's keeper, parents first. */
export function hungProcesses(containerId: string, procfs: string): number[] {
  const all = readdirSync(procfs).flatMap((name) => (/^\d+$/.test(name) ? (read(procfs, name) ?? []) : []));
  const keepers = all.filter(({ argv }) => KEEPER.test(argv[0] ?? '') && argv.includes(containerId));
  const found: number[] = [];
  for (let parents = keepers.map(({ pid }) => pid); parents.length > 0; ) {
    parents = all.filter(({ parent }) => parents.includes(parent)).map(({ pid }) => pid);
    found.push(...parents);
  }
  return found;
}

/** Undefined for a process that has just ended. */
function read(procfs: string, pid: string): Process | undefined {
  try {
    const argv = readFileSync(`${procfs}/${pid}/cmdline`, 'utf8').split('\0');
    // The command's name, in brackets, may hold blanks and brackets itself. Source: proc(5).
    const [, parent] = /^.*\) \S (\d+) /s.exec(readFileSync(`${procfs}/${pid}/stat`, 'utf8')) ?? [];
    return { pid: Number(pid), parent: Number(parent), argv };
  } catch {
    return undefined;
  }
}
