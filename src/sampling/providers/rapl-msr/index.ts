import { existsSync } from 'node:fs';
import type { Environment } from '../../../domain/environment.ts';
import { firstOfEach, listCpus } from '../../cpu-list.ts';
import type { PlannedSource, Provider } from '../../provider.ts';
import { parseEnergyRegister } from './parse.ts';
import { cpuModel, energyStepUj, readMsr, registersOf } from './registers.ts';

const COUNTS = 2 ** 32;

/** Energy of CPU packages straight from their registers, for machines without the powercap driver. */
export const raplMsr: Provider = {
  id: 'rapl-msr',
  optIn: true,
  metrics: [
    {
      name: 'energy_rapl_msr',
      unit: 'uJ',
      kind: 'counter',
      scope: 'machine',
      details: 'none',
      help: "Energy as the CPU's own registers (RAPL) count it, per domain; the same meters as energy_rapl, read another way.",
    },
  ],
  probe(env) {
    const first = listCpus(env)[0]?.number ?? 0;
    const path = `${env.roots.dev}/cpu/${first}/msr`;
    if (!existsSync(path)) {
      return {
        available: false,
        reason: `${path} does not exist`,
        advice:
          'Load the driver on an Intel or AMD CPU: sudo modprobe msr. Where there is powercap, use rapl.',
      };
    }
    if (registersOf(cpuModel(env)) === undefined) {
      return {
        available: false,
        reason: 'the CPU is none whose energy registers are known (Intel, AMD family 17h and later)',
        advice: 'Use --provider hwmon, a board controller or a wall meter.',
      };
    }
    if (planRegisters(env).length > 0) return { available: true };
    return {
      available: false,
      reason: `the energy registers cannot be read through ${path}`,
      advice: 'Run joulelab as root on the physical machine: virtual machines have no such registers.',
    };
  },
  plan: (env, target) => (target.kind === 'machine' ? planRegisters(env) : []),
  parse: (source, bytes, emit) => parseEnergyRegister(source, bytes, emit),
};

/** One thread of each package; the step of its counters is read once, and so is whether a register is there. */
function planRegisters(env: Environment): PlannedSource[] {
  const model = cpuModel(env);
  const registers = registersOf(model);
  if (registers === undefined) return [];
  return firstOfEach(listCpus(env), ({ chip }) => String(chip ?? 0)).flatMap(({ number, chip = 0 }) => {
    const path = `${env.roots.dev}/cpu/${number}/msr`;
    const unit = readMsr(path, registers.unit);
    if (unit === undefined) return [];
    return registers.domains.flatMap(({ name, register }) => {
      const value = readMsr(path, register);
      // A register that has never counted is not wired, as memory on most clients.
      if (value === undefined || BigInt.asUintN(32, value) === 0n) return [];
      const stepUj = energyStepUj(model, name, unit);
      const context = { detail: `${name}-${chip}`, stepUj, wrapsAt: Math.round(COUNTS * stepUj) };
      return [{ path, offset: register, length: 8, role: 'register', context }];
    });
  });
}
