import { existsSync } from 'node:fs';
import { errorLine, runToEnd } from './containers.ts';
import { failed, type Probe, passed, skipped } from './probe.ts';

/** There once NVIDIA's driver is loaded. */
const DEVICE = '/dev/nvidiactl';

/** The driver's programs come into the container with the GPU, so that any image will do. Source: NVIDIA Container Toolkit, "Specialized Configurations". */
export const gpu: Probe = {
  capability: 'gpu',
  limitMs: 60_000,
  async examine(bench) {
    if (!existsSync(DEVICE)) return skipped(`this machine has no NVIDIA GPU (${DEVICE} does not exist)`);
    const options = ['--gpus', 'all', '--env', 'NVIDIA_DRIVER_CAPABILITIES=utility'];
    const answer = await runToEnd(bench, {
      options,
      command: ['sh', '-c', 'nvidia-smi --list-gpus || exit 9'],
    });
    const first = answer.stdout.split('\n').find((line) => line.startsWith('GPU '));
    return answer.exitCode === 0 && first !== undefined
      ? passed(first.replace(/ \(UUID.*/, ''))
      : failed(errorLine(answer));
  },
};
