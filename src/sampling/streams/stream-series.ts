import type { Series } from '../../domain/recording.ts';
import {
  appendSample,
  createGrowingSeries,
  finishedSamples,
  type GrowingSeries,
} from '../recorder/growing-series.ts';
import type { StreamEmission, StreamPlan, StreamProvider } from '../stream.ts';
import type { Reading, Readings } from './readings.ts';

/** A program's own clock may be off from the time of arrival by what lies in its output buffer; more is another clock. */
const CLOCK_TOLERANCE_US = 60e6;
const LONGEST_QUOTE = 60;

type Track = {
  readonly metric: string;
  readonly detail: string | undefined;
  readonly samples: GrowingSeries;
  readonly wrapsAt: number | undefined;
  total: number;
};

/**
 * The series in a stream's readings, and what was wrong with them, one line each. A sample that is not later than the one
 * before it is left out: its time is wrong, or its value.
 *
 * @param startUs when recording began; fault lines count from it
 */
export function streamSeries(
  provider: StreamProvider,
  plan: StreamPlan,
  readings: Readings,
  startUs: number,
): { readonly series: Series[]; readonly faults: string[] } {
  const tracks = new Map<string, Track>();
  const faults = countFaults(plan.name, startUs);
  for (const { monoUs, what } of readings.faults) faults.add(what, monoUs);
  for (const reading of linesOf(plan, readings.taken)) {
    let understood = false;
    provider.parse(plan, reading.text, (emission) => {
      understood = true;
      const timeUs = sampleTime(emission, reading);
      if (timeUs === undefined) faults.add('a time that is not of this recording', reading.monoUs);
      else if (!take(tracks, emission, timeUs))
        faults.add('a time that is not later than the one before', reading.monoUs);
    });
    if (!understood && reading.text.trim() !== '')
      faults.add(`not understood: ${quote(reading.text)}`, reading.monoUs, 'not understood');
    if (reading.text.trim() === '' && plan.source.kind !== 'program')
      faults.add('an empty answer', reading.monoUs);
  }
  if (tracks.size === 0 && faults.lines().length === 0) faults.add('gave no reading at all', startUs);
  return { series: [...tracks.values()].map(finished), faults: faults.lines() };
}

function linesOf(plan: StreamPlan, taken: readonly Reading[]): readonly Reading[] {
  if (plan.source.kind !== 'program') return taken;
  return taken.flatMap((reading) => reading.text.split('\n').map((text) => ({ ...reading, text })));
}

function sampleTime(emission: StreamEmission, reading: Reading): number | undefined {
  if (emission.unixUs === undefined) return reading.monoUs;
  const lateBy = reading.unixUs - emission.unixUs;
  return Math.abs(lateBy) > CLOCK_TOLERANCE_US ? undefined : reading.monoUs - lateBy;
}

/** False where the sample is not later than the one before. */
function take(tracks: Map<string, Track>, emission: StreamEmission, timeUs: number): boolean {
  const track = trackFor(tracks, emission);
  const last = track.samples.length - 1;
  if (last >= 0 && (track.samples.times[last] as number) >= timeUs) return false;
  track.total += emission.value;
  appendSample(track.samples, timeUs, emission.delta === true ? track.total : emission.value);
  return true;
}

function trackFor(tracks: Map<string, Track>, emission: StreamEmission): Track {
  const key = JSON.stringify([emission.metric, emission.detail]);
  const known = tracks.get(key);
  if (known !== undefined) return known;
  const { metric, detail, wrapsAt } = emission;
  const track = { metric, detail, wrapsAt, samples: createGrowingSeries(), total: 0 };
  tracks.set(key, track);
  return track;
}

function finished(track: Track): Series {
  const { times, values } = finishedSamples(track.samples);
  return {
    metric: track.metric,
    target: 'machine',
    ...(track.detail === undefined ? {} : { detail: track.detail }),
    timesMonoUs: times,
    values,
    startsAtZero: false,
    ...(track.wrapsAt === undefined ? {} : { wrapsAt: track.wrapsAt }),
  };
}

function quote(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  return JSON.stringify(line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line);
}

/** Faults of the same kind are one line, with how often and since when. */
function countFaults(name: string, startUs: number) {
  const found = new Map<string, { what: string; count: number; firstUs: number }>();
  return {
    add(what: string, atUs: number, kind = what): void {
      const known = found.get(kind);
      if (known === undefined) found.set(kind, { what, count: 1, firstUs: atUs });
      else known.count += 1;
    },
    lines: () =>
      [...found.values()].map(({ what, count, firstUs }) => {
        const often = count === 1 ? 'once' : `${count} times`;
        const seconds = Math.max(0, (firstUs - startUs) / 1e6).toFixed(1);
        return `${name}: ${what} (${often}, first ${seconds} s after the recorder started)`;
      }),
  };
}
