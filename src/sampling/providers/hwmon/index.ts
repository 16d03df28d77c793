import type { Environment } from '../../../domain/environment.ts';
import { hwmonChips, hwmonSensors } from '../../hwmon-chips.ts';
import type { PlannedSource, Provider } from '../../provider.ts';
import { GPU_DRIVERS } from '../gpu-hwmon/drivers.ts';
import { METRIC_OF, parseSensor } from './parse.ts';

/** Temperatures, fans, power and energy as the board's sensors show them (hwmon), GPUs left out. */
export const hwmon: Provider = {
  id: 'hwmon',
  optIn: true,
  metrics: [
    {
      name: METRIC_OF.temp,
      unit: 'mC',
      kind: 'gauge',
      scope: 'machine',
      details: 'none',
      help: 'Temperature of each sensor of the board, CPU and disks, named as the program sensors does.',
    },
    {
      name: METRIC_OF.fan,
      unit: 'count',
      kind: 'gauge',
      scope: 'machine',
      details: 'none',
      help: 'Turns per minute of each fan.',
    },
    {
      name: METRIC_OF.power,
      unit: 'uW',
      kind: 'gauge',
      scope: 'machine',
      details: 'none',
      help: 'Power of each sensor of the board; what a sensor covers depends on the board, and sensors may overlap.',
    },
    {
      name: METRIC_OF.energy,
      unit: 'uJ',
      kind: 'counter',
      scope: 'machine',
      details: 'none',
      help: 'Energy of each sensor of the board; what a sensor covers depends on the board, and sensors may overlap.',
    },
  ],
  probe(env) {
    if (planSensors(env).length > 0) return { available: true };
    return {
      available: false,
      reason: `${env.roots.sysfs}/class/hwmon has no sensor`,
      advice:
        'Find and load the drivers of the board: sudo sensors-detect (package lm-sensors). Virtual machines have none.',
    };
  },
  plan: (env, target) => (target.kind === 'machine' ? planSensors(env) : []),
  parse: (source, bytes, emit) => parseSensor(source, bytes, emit),
};

function planSensors(env: Environment): PlannedSource[] {
  return hwmonChips(env)
    .filter(({ driver }) => !GPU_DRIVERS.includes(driver))
    .flatMap((chip) =>
      hwmonSensors(chip).map(({ path, kind, label }) => ({
        path,
        offset: 0,
        length: 32,
        role: kind,
        context: { detail: `${chip.name}/${label}` },
      })),
    );
}
