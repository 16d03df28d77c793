import { kernelRoots } from '../../domain/environment.ts';
import { JoulelabError } from '../../domain/errors.ts';
import { containerProcesses, kill } from './container-processes.ts';

/**
 * Ends all that a hanging runtime has started for a container, but not the process that the engine keeps beside it: that one tells
 * the engine that the start failed, so that the engine answers again. Nothing happens where the processes are not this machine's (an
 * engine elsewhere) or not this user's to end.
 *
 * Only for a container that is to be removed by force. Gives the cgroups that a killed runtime leaves, as folders.
 */
export function endHungRuntime(containerId: string): string[] {
  const processes = containerProcesses(kernelRoots(), [containerId]).filter(({ isKeeper }) => !isKeeper);
  return processes.filter(kill).flatMap(({ cgroups }) => cgroups);
}

/** The error for a container whose start the engine has not answered within `limitMs`; clean-up then ends what hangs. */
export function startHangs(runtime: string, container: string, limitMs: number): JoulelabError {
  const message = `The OCI runtime ${runtime} did not start ${container} within ${limitMs / 1000} s.`;
  return new JoulelabError('runtime-unavailable', message, {
    advice: `It hangs, and its processes were ended. Choose another runtime, or give it more time with --boot-timeout; docker run --runtime ${runtime} shows whether it is the runtime.`,
  });
}
