import { cpuGeneration } from './cpu-generation.ts';

/** What the power model is told about a machine. Cores, threads and memory are the whole machine's. */
export type PowerInputs = {
  readonly cpuModel: string;
  readonly amd: boolean;
  readonly chips: number;
  readonly cores: number;
  readonly threads: number;
  readonly memoryGib: number;
  /** Nominal frequency; absent: taken as the reference. */
  readonly mhz?: number;
  /** Maker of the machine, as DMI or a results table has it. */
  readonly vendor?: string;
  /** Year in which the machine was new; absent: half a year after its CPU's launch. */
  readonly year?: number;
};

/**
 * The three ways of looking at a machine, from most to least known:
 *
 * - `machine`: size and age are known; the whole machine's watts.
 * - `undated`: the age is not known.
 * - `thread`: the size is not known either (a guest does not know its host): watts per hardware thread.
 */
export type PowerVariant = 'machine' | 'undated' | 'thread';

/** What ln(watts), or ln(watts per thread) for `thread`, is regressed on. */
export type PowerFeatures = {
  readonly numbers: readonly number[];
  /** Product line and launch year; its coefficient is 0 for one that the fit has not seen. */
  readonly family: string | undefined;
  readonly maker: string | undefined;
};

const REFERENCE_MHZ = 2400;
const REFERENCE_YEAR = 2012;
/** Machines are bought, and results published, in the median half a year after the launch of their CPU. */
const LAUNCH_LAG_YEARS = 0.5;

/** How many `numbers` of a variant are plain; those after them are products, on which the fit puts a penalty. */
export const PLAIN_FEATURES: Readonly<Record<PowerVariant, number>> = { machine: 10, undated: 7, thread: 2 };

/** One place for the fit and for its use, so that the two cannot drift apart. */
export function powerFeatures(variant: PowerVariant, inputs: PowerInputs): PowerFeatures {
  const generation = cpuGeneration(inputs.cpuModel);
  const amd = inputs.amd ? 1 : 0;
  const maker = MAKERS.find(({ pattern }) => pattern.test(inputs.vendor ?? ''))?.name;
  const family = generation?.family;
  if (variant === 'thread') return { numbers: [1, amd], family, maker: undefined };
  const chips = Math.log(inputs.chips);
  const coresPerChip = Math.log(inputs.cores / inputs.chips);
  const memory = Math.log(inputs.memoryGib);
  const frequency = Math.log((inputs.mhz ?? REFERENCE_MHZ) / REFERENCE_MHZ);
  const lowPower = generation?.lowPower === true ? 1 : 0;
  const size = [1, chips, coresPerChip, Math.log(inputs.threads / inputs.cores), memory, frequency, amd];
  const curvature = [coresPerChip ** 2, (memory - chips) ** 2, lowPower];
  if (variant === 'undated') return { numbers: [...size, ...curvature], family: undefined, maker };
  const age = ((machineYear(inputs) ?? REFERENCE_YEAR) - REFERENCE_YEAR) / 5;
  const ageing = [coresPerChip * age, memory * age, frequency * age, amd * age];
  return { numbers: [...size, age, age ** 2, age ** 3, ...curvature, ...ageing], family, maker };
}

/** Year in which the machine was new, as far as it or its CPU's name tells. */
export function machineYear({ year, cpuModel }: PowerInputs): number | undefined {
  const launch = cpuGeneration(cpuModel)?.year;
  return year ?? (launch === undefined ? undefined : launch + LAUNCH_LAG_YEARS);
}

/** The makers with enough published results for an offset of their own. */
const MAKERS = [
  { name: 'hp', pattern: /^(hewlett|hpe?\b)/i },
  { name: 'lenovo', pattern: /^lenovo/i },
  { name: 'fujitsu', pattern: /^fujitsu/i },
  { name: 'dell', pattern: /^dell/i },
  { name: 'supermicro', pattern: /^super ?micro/i },
] as const;
