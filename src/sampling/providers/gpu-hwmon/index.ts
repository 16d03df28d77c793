import type { Environment } from '../../../domain/environment.ts';
import { hwmonChips, hwmonSensors } from '../../hwmon-chips.ts';
import type { PlannedSource, Provider } from '../../provider.ts';
import { GPU_DRIVERS } from './drivers.ts';
import { METRIC_OF, parseGpuSensor } from './parse.ts';

/** Power, energy and temperature of AMD and Intel graphics cards, from their drivers' hwmon files. */
export const gpuHwmon: Provider = {
  id: 'gpu-hwmon',
  optIn: true,
  metrics: [
    {
      name: METRIC_OF.power,
      unit: 'uW',
      kind: 'gauge',
      scope: 'machine',
      details: 'none',
      help: 'Power of each AMD GPU, by sensor: the whole board or the chip alone, depending on the model.',
    },
    {
      name: METRIC_OF.energy,
      unit: 'uJ',
      kind: 'counter',
      scope: 'machine',
      details: 'none',
      help: 'Energy of each Intel GPU, by sensor: the whole card, or the chip package.',
    },
    {
      name: METRIC_OF.temp,
      unit: 'mC',
      kind: 'gauge',
      scope: 'machine',
      details: 'none',
      help: 'Temperature of each AMD or Intel GPU, by sensor (edge, junction, memory).',
    },
  ],
  probe(env) {
    if (planGpus(env).length > 0) return { available: true };
    return {
      available: false,
      reason: `${env.roots.sysfs}/class/hwmon has no graphics card`,
      advice:
        'AMD needs the driver amdgpu, Intel i915 or xe with a discrete card. For NVIDIA see nvidia-gpu.',
    };
  },
  plan: (env, target) => (target.kind === 'machine' ? planGpus(env) : []),
  parse: (source, bytes, emit) => parseGpuSensor(source, bytes, emit),
};

function planGpus(env: Environment): PlannedSource[] {
  return hwmonChips(env)
    .filter(({ driver }) => GPU_DRIVERS.includes(driver))
    .flatMap((chip) =>
      hwmonSensors(chip)
        .filter(({ kind }) => kind in METRIC_OF)
        .map(({ path, kind, label }) => ({
          path,
          offset: 0,
          length: 32,
          role: kind,
          context: { detail: `${chip.name}/${label}` },
        })),
    );
}
