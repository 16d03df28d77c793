import type { MachineFacts } from '../domain/run.ts';
import { cpuGenerationYear } from './cpu-generation.ts';
import { type PowerInputs, type PowerVariant, powerFeatures } from './power-features.ts';
import { POWER_COEFFICIENTS } from './power-model.coefficients.ts';

/** Estimated electrical power of a machine as a function of its CPU utilisation. */
export type PowerModel = {
  /** Name with version, as reports show it. */
  readonly name: string;
  /** Multipliers from an estimate to the ends of its 80 % band. */
  readonly bandLow: number;
  readonly bandHigh: number;
  readonly covers: string;
  readonly idleUw: number;
  readonly fullUw: number;
  /** Power in µW at a utilisation from 0 to 1 (1 = all threads busy); values outside are clamped. */
  readonly powerUw: (utilisation: number) => number;
};

/** No published server idles closer to its full load than this; keeps the estimate monotone. */
const MAX_IDLE_SHARE = 0.9;

/**
 * The power model of a machine, or why there is none.
 *
 * ln(idle watts) and ln(full-load watts) are linear in ln(size) and age; between the two the power follows the mean
 * shape of the published load curves. Fitted on SPECpower_ssj2008 results by scripts/fit-power-model.ts, which prints
 * the errors. The results are wall power of whole, tuned servers without graphics cards: laptops, desktops and machines
 * with accelerators lie outside of them.
 *
 * A virtual machine sees neither the size nor the other guests of its host, so it gets the power of its threads on an
 * average host.
 */
export function powerModel(machine: MachineFacts): PowerModel | { readonly unavailable: string } {
  if (machine.cpuVendor === 'arm' || machine.cpuVendor === 'other') {
    return {
      unavailable: 'The power model was fitted on Intel and AMD servers and says nothing about other CPUs.',
    };
  }
  const inputs = powerInputs(machine);
  const variant = chooseVariant(machine, inputs);
  const fitted = POWER_COEFFICIENTS.variants[variant];
  const features = powerFeatures(variant, inputs);
  const scale = variant === 'thread' ? machine.threads : 1;
  const full = Math.exp(dot(fitted.full, features)) * scale;
  const idle = Math.min(Math.exp(dot(fitted.idle, features)) * scale, MAX_IDLE_SHARE * full);
  return {
    name: `${POWER_COEFFICIENTS.name} (${variant})`,
    bandLow: fitted.bandLow,
    bandHigh: fitted.bandHigh,
    covers: coverage(variant, machine),
    idleUw: Math.round(idle * 1e6),
    fullUw: Math.round(full * 1e6),
    powerUw: (utilisation) => Math.round((idle + (full - idle) * loadShape(utilisation)) * 1e6),
  };
}

/** Share of the way from idle to full-load power at a utilisation: straight lines between the published load levels. */
export function loadShape(utilisation: number): number {
  const shape: readonly number[] = POWER_COEFFICIENTS.shape;
  const position = Math.min(1, Math.max(0, utilisation)) * (shape.length - 1);
  const below = Math.floor(position);
  const low = shape[below] as number;
  const high = shape[Math.min(below + 1, shape.length - 1)] as number;
  return low + (high - low) * (position - below);
}

function powerInputs(machine: MachineFacts): PowerInputs {
  const generationYear = machine.cpuModel === undefined ? undefined : cpuGenerationYear(machine.cpuModel);
  return {
    chips: machine.chips ?? 1,
    cores: machine.cores ?? machine.threads,
    threads: machine.threads,
    memoryGib: machine.memoryBytes / 2 ** 30,
    amd: machine.cpuVendor === 'amd' || /\bAMD\b/.test(machine.cpuModel ?? ''),
    ...(generationYear === undefined ? {} : { generationYear }),
  };
}

function chooseVariant(machine: MachineFacts, inputs: PowerInputs): PowerVariant {
  if (machine.virtualMachine || machine.chips === undefined || machine.cores === undefined) return 'thread';
  return inputs.generationYear === undefined ? 'undated' : 'machine';
}

function coverage(variant: PowerVariant, machine: MachineFacts): string {
  if (variant === 'machine')
    return 'the whole machine at the wall, as an average server of its size and CPU generation';
  if (variant === 'undated') return 'the whole machine at the wall, as an average server of its size';
  const threads = machine.threads === 1 ? '1 thread' : `${machine.threads} threads`;
  return machine.virtualMachine
    ? `this virtual machine's share of its host at the wall: ${threads} of an average server`
    : `${threads} of an average server at the wall, as the size of this machine is not known`;
}

function dot(coefficients: readonly number[], features: readonly number[]): number {
  return features.reduce((sum, feature, index) => sum + feature * (coefficients[index] ?? 0), 0);
}
