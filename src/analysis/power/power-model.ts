import type { MachineFacts } from '../../domain/run.ts';
import type { Settings } from '../../domain/settings.ts';
import { POWER_COEFFICIENTS } from './coefficients.ts';
import { type Band, type PowerCurve, powerCurve, type Readings } from './power-curve.ts';
import { machineYear, type PowerInputs, type PowerVariant } from './power-features.ts';

/** Estimated electrical power of a machine as a function of its CPU utilisation. */
export type PowerModel = {
  /** Name with version, as reports show it. */
  readonly name: string;
  /** The 80 % band around an estimate at a utilisation. */
  readonly band: (utilisation: number) => Band;
  readonly covers: string;
  readonly idleUw: number;
  readonly fullUw: number;
  /** Power in µW at a utilisation from 0 to 1 (1 = all threads busy); values outside are clamped. */
  readonly powerUw: (utilisation: number) => number;
};

/**
 * The power model of a machine, or why there is none.
 *
 * Fitted on SPECpower_ssj2008 results by scripts/fit-power-model.ts, which prints the errors. The results are wall power
 * of whole, tuned servers without graphics cards: laptops, desktops and machines with accelerators lie outside of them.
 * A reading of a wall-plug meter, idle or at full load, takes the place of what the model would guess.
 *
 * A virtual machine sees neither the size nor the other guests of its host, so it gets the power of its threads on an
 * average host.
 */
export function powerModel(
  machine: MachineFacts,
  readings: Readings = {},
): PowerModel | { readonly unavailable: string } {
  const known = readings.idleWatts !== undefined && readings.fullWatts !== undefined;
  if (!known && (machine.cpuVendor === 'arm' || machine.cpuVendor === 'other')) {
    return {
      unavailable:
        'The power model was fitted on Intel and AMD servers and says nothing about other CPUs. ' +
        'Give readings of a wall-plug meter: --idle-watts and --max-watts.',
    };
  }
  const inputs = powerInputs(machine);
  const variant = chooseVariant(machine, inputs);
  const curve = powerCurve(variant, inputs, readings);
  return {
    name: modelName(variant, readings),
    covers: coverage(variant, machine, readings),
    idleUw: toMicrowatts(curve.idleWatts),
    fullUw: toMicrowatts(curve.fullWatts),
    powerUw: (utilisation) => toMicrowatts(curve.watts(utilisation)),
    band: curve.band,
  };
}

/** The readings that a user gave with a run. */
export function meterReadings({ idleWatts, maxWatts }: Pick<Settings, 'idleWatts' | 'maxWatts'>): Readings {
  return {
    ...(idleWatts === undefined ? {} : { idleWatts }),
    ...(maxWatts === undefined ? {} : { fullWatts: maxWatts }),
  };
}

/** The curve of a row of a results table: whole machines of known size, dated or not. */
export function tableCurve(inputs: PowerInputs): PowerCurve {
  return powerCurve(machineYear(inputs) === undefined ? 'undated' : 'machine', inputs);
}

function toMicrowatts(watts: number): number {
  return Math.round(watts * 1e6);
}

function powerInputs(machine: MachineFacts): PowerInputs {
  const cpuModel = machine.cpuModel ?? '';
  return {
    cpuModel,
    amd: machine.cpuVendor === 'amd' || /\bAMD\b/.test(cpuModel),
    chips: machine.chips ?? 1,
    cores: machine.cores ?? machine.threads,
    threads: machine.threads,
    memoryGib: machine.memoryBytes / 2 ** 30,
    ...(machine.cpuMhz === undefined ? {} : { mhz: machine.cpuMhz }),
    ...(machine.vendor === undefined ? {} : { vendor: machine.vendor }),
  };
}

function chooseVariant(machine: MachineFacts, inputs: PowerInputs): PowerVariant {
  if (machine.virtualMachine || machine.chips === undefined || machine.cores === undefined) return 'thread';
  return machineYear(inputs) === undefined ? 'undated' : 'machine';
}

function modelName(variant: PowerVariant, readings: Readings): string {
  const given = [
    readings.idleWatts === undefined ? undefined : 'idle',
    readings.fullWatts === undefined ? undefined : 'full load',
  ].filter((end) => end !== undefined);
  const own = given.length === 0 ? '' : `, ${given.join(' and ')} as read`;
  return `${POWER_COEFFICIENTS.name} (${variant}${own})`;
}

function coverage(variant: PowerVariant, machine: MachineFacts, readings: Readings): string {
  if (readings.idleWatts !== undefined || readings.fullWatts !== undefined) {
    return 'what the meter covered from which the readings were taken';
  }
  if (variant === 'machine')
    return 'the whole machine at the wall, as an average server of its size and CPU generation';
  if (variant === 'undated') return 'the whole machine at the wall, as an average server of its size';
  const threads = machine.threads === 1 ? '1 thread' : `${machine.threads} threads`;
  return machine.virtualMachine
    ? `this virtual machine's share of its host at the wall: ${threads} of an average server`
    : `${threads} of an average server at the wall, as the size of this machine is not known`;
}
