import type { Series } from '../domain/recording.ts';
import { gpuEnergy } from './gpu-energy.ts';
import { integratePower, powerOfCounter } from './integrate-power.ts';
import { chooseRapl } from './rapl-cover.ts';
import type { RecordedSeries } from './recorded-series.ts';
import type { Span } from './span.ts';
import { type MeasuredEnergy, sumKnown, wholeEnergy } from './whole-energy.ts';

export type ChosenEnergy = {
  readonly chosen?: MeasuredEnergy;
  /** Recorded meters that were not taken although they stand higher, each with the reason. */
  readonly passedOver: readonly string[];
};

type Found = MeasuredEnergy | { readonly passedOver: string } | undefined;

/** The same registers, read in three ways: the first that counted is taken, and never two. */
const RAPL = [
  { provider: 'rapl', metric: 'energy_rapl' },
  { provider: 'rapl-perf', metric: 'energy_rapl_perf' },
  { provider: 'rapl-msr', metric: 'energy_rapl_msr' },
] as const;

/**
 * The meter that a run's energy is taken from: the one that covers most of the machine and was read in each of `phases`.
 *
 * 1. a meter at the wall; 2. the board controller (IPMI); 3. the CPU's own meters, with graphics cards of their own added;
 * 4. the battery; 5. a program of the user's, of which it is not known what it covers. A meter of the whole machine holds what the others
 * count, so nothing is ever added to it. Reasons: docs/decisions/0010-energy-sources.md.
 */
export function measuredEnergy(recorded: RecordedSeries, phases: readonly Span[]): ChosenEnergy {
  const passedOver: string[] = [];
  for (const find of [wallMeter, ipmi, cpuMeters, battery, external]) {
    const found = find(recorded, phases, passedOver);
    if (found === undefined) continue;
    if ('passedOver' in found) passedOver.push(found.passedOver);
    else if (isRead(found, phases)) return { chosen: found, passedOver };
    else passedOver.push(`${found.provider} was not read in every phase`);
  }
  return { passedOver };
}

function isRead({ energyUj }: MeasuredEnergy, phases: readonly Span[]): boolean {
  return phases.every((span) => energyUj(span) !== undefined);
}

function wallMeter(recorded: RecordedSeries): Found {
  const series = recorded.of('power_meter', 'machine');
  return onlyOne('meter', series, ({ detail }) => `all that is plugged into the meter ${detail ?? ''}`);
}

function ipmi(recorded: RecordedSeries): Found {
  const series = recorded.of('power_ipmi', 'machine');
  return onlyOne('ipmi', series, () => 'the whole server, as its board controller meters it');
}

function external(recorded: RecordedSeries): Found {
  const counters = recorded.of('energy_external', 'machine');
  const series = [
    ...recorded.of('power_external', 'machine'),
    ...counters.map((one) => powerOfCounter(one, recorded.counter(one).values)),
  ];
  return onlyOne('program', series, ({ detail }) => `what the program ${detail ?? ''} reports`);
}

/** Which of several outlets or sensors feed the machine is not known, so none of them is taken. */
function onlyOne(provider: string, series: readonly Series[], covers: (series: Series) => string): Found {
  const [first] = series;
  if (first === undefined) return undefined;
  const names = series.flatMap(({ detail }) => detail ?? []);
  if (series.length > 1)
    return { passedOver: `${provider} shows ${names.join(', ')}, and not which of them is the machine` };
  return { provider, domains: names, covers: covers(first), ...integratePower(first) };
}

/** All batteries together; one that is charged has no power, so the run is then not covered. */
function battery(recorded: RecordedSeries): Found {
  const series = recorded.of('power_battery', 'machine');
  if (series.length === 0) return undefined;
  const integrated = series.map(integratePower);
  return {
    provider: 'battery',
    domains: series.flatMap(({ detail }) => detail ?? []),
    covers: 'the whole machine with its display, as its battery meters it every few seconds',
    energyUj: (span) => sumKnown(integrated.map(({ energyUj }) => energyUj(span))),
  };
}

function cpuMeters(recorded: RecordedSeries, phases: readonly Span[], passedOver: string[]): Found {
  for (const { provider, metric } of RAPL) {
    const rapl = chooseRapl(recorded, metric);
    if (rapl === undefined) continue;
    const { series, domains, covers, parts } = rapl;
    const cpu = (span: Span) => wholeEnergy(recorded, series, span);
    const found = gpuEnergy(recorded);
    // What the board feeds through `psys` may hold the card already.
    const gpus = parts === undefined ? [] : found.filter((gpu) => isRead(gpu, phases));
    for (const gpu of found.filter((one) => !gpus.includes(one)))
      passedOver.push(
        parts === undefined
          ? `${gpu.provider} is not added to psys, which may hold it`
          : `${gpu.provider} was not read in every phase and is not added`,
      );
    if (gpus.length === 0) return { provider, domains, covers, energyUj: cpu };
    return {
      provider: [provider, ...gpus.map((gpu) => gpu.provider)].join(' + '),
      domains: [...domains, ...gpus.flatMap((gpu) => gpu.domains)],
      covers: `${parts} and ${gpus.map((gpu) => gpu.covers).join(' and ')}; not disks, network cards, fans and power supply`,
      energyUj: (span) => sumKnown([cpu(span), ...gpus.map((gpu) => gpu.energyUj(span))]),
    };
  }
  return undefined;
}
