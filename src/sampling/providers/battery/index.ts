import { existsSync, readdirSync } from 'node:fs';
import type { Environment } from '../../../domain/environment.ts';
import type { PlannedSource, Provider } from '../../provider.ts';
import { readText } from '../../read-text.ts';
import { parseBattery } from './parse.ts';

/** Power that a laptop draws from its battery. */
export const battery: Provider = {
  id: 'battery',
  optIn: true,
  metrics: [
    {
      name: 'power_battery',
      unit: 'uW',
      kind: 'gauge',
      scope: 'machine',
      details: 'sum',
      help: 'Power drawn from each battery while it discharges: the whole laptop, screen included. No value on mains power.',
    },
  ],
  probe(env) {
    if (planBatteries(env).length > 0) return { available: true };
    return {
      available: false,
      reason: `${env.roots.sysfs}/class/power_supply has no battery that tells its power`,
      advice: 'Use a laptop on battery, a wall meter (--provider meter=…) or RAPL.',
    };
  },
  plan: (env, target) => (target.kind === 'machine' ? planBatteries(env) : []),
  parse: (source, bytes, emit) => parseBattery(source, bytes, emit),
};

/** One file has status and power together; which figures there are is looked up once, because it decides on the formula. */
function planBatteries(env: Environment): PlannedSource[] {
  const folder = `${env.roots.sysfs}/class/power_supply`;
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = `${folder}/${name}/uevent`;
      const text = readText(path);
      if (!/^POWER_SUPPLY_TYPE=Battery$/m.test(text) || !/^POWER_SUPPLY_STATUS=/m.test(text)) return [];
      // A wireless mouse is a battery too, of its own.
      if (/^POWER_SUPPLY_SCOPE=Device$/m.test(text)) return [];
      const role = /^POWER_SUPPLY_POWER_NOW=/m.test(text) ? 'power' : 'current';
      if (role === 'current' && !/^POWER_SUPPLY_CURRENT_NOW=/m.test(text)) return [];
      return [{ path, offset: 0, length: 4096, role, context: { detail: name } }];
    });
}
