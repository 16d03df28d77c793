import { accessSync, constants, existsSync } from 'node:fs';
import type { Environment } from '../../../domain/environment.ts';
import type { StreamProvider } from '../../stream.ts';
import { findProgram } from '../find-program.ts';
import { parsePowerReading } from './parse.ts';

/** One line a reading, also when ipmitool fails or hangs. A board's controller renews its reading about once a second. */
const READ_EVERY_SECOND =
  'set -f; while :; do out=$(timeout 5 ipmitool dcmi power reading 2>&1); echo $out; sleep 1; done';

/** Power of the whole server, as its board controller meters it at the power supplies (IPMI, DCMI). */
export const ipmi: StreamProvider = {
  id: 'ipmi',
  metrics: [
    {
      name: 'power_ipmi',
      unit: 'uW',
      kind: 'gauge',
      scope: 'machine',
      help: 'Power of the whole server as its board controller reports it (DCMI), in steps of 1 W at best.',
    },
  ],
  probe(env) {
    const device = ipmiDevice(env);
    if (device === undefined) {
      return {
        available: false,
        reason: `there is no IPMI device under ${env.roots.dev}`,
        advice:
          'On a server with a board controller (BMC) load its drivers: sudo modprobe -a ipmi_si ipmi_devintf',
      };
    }
    if (!isReadable(device)) {
      return {
        available: false,
        reason: `${device} may be used by root only`,
        advice: `Run joulelab as root, or allow it until the next boot: sudo chmod a+rw ${device}`,
      };
    }
    if (findProgram('ipmitool') !== undefined) return { available: true };
    return {
      available: false,
      reason: 'ipmitool is not on the PATH',
      advice: 'Install it: sudo apt-get install ipmitool (or the like).',
    };
  },
  plan: () => ({
    name: 'ipmitool dcmi power reading',
    source: { kind: 'program', argv: ['sh', '-c', READ_EVERY_SECOND] },
  }),
  parse: (_plan, text, emit) => parsePowerReading(text, emit),
};

function ipmiDevice(env: Environment): string | undefined {
  return ['ipmi0', 'ipmi/0', 'ipmidev/0']
    .map((name) => `${env.roots.dev}/${name}`)
    .find((path) => existsSync(path));
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
