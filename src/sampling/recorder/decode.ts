import { getSystemErrorMap } from 'node:util';
import type { Series } from '../../domain/recording.ts';
import { type Target, targetName } from '../../domain/target.ts';
import type { Emission, PlannedSource, Provider } from '../provider.ts';
import { bridgeDips } from './bridge-dips.ts';
import { readFrames } from './frame-reader.ts';
import { appendSample, createGrowingSeries, finishedSamples, type GrowingSeries } from './growing-series.ts';

/** A source as the recorder knows it, with whose it is. */
export type RecordedSource = {
  readonly id: number;
  readonly provider: Provider;
  readonly target: Target;
  readonly plan: PlannedSource;
};

export type Decoded = { readonly series: Series[]; readonly faults: string[] };

type Track = {
  readonly metric: string;
  readonly target: Target;
  readonly provider: Provider;
  readonly detail: string | undefined;
  readonly isCounter: boolean;
  readonly samples: GrowingSeries;
  /** Sources that have given values, by whether they vanished and when. */
  readonly goneAt: Map<number, number | undefined>;
  /** It was read when its target's first process had just ended. */
  readAtEnd: boolean;
  readonly parts: Map<string, number>;
  /** Parts that are no more when their source is gone, by source. */
  readonly endingParts: Map<number, string>;
  /** Time of the last part that came in this round; undefined when there is nothing new. */
  partsTimeUs: number | undefined;
  hasEndingParts: boolean;
  wrapsAt: number | undefined;
};

type SourceState = { readonly source: RecordedSource; emissions: { track: Track; emission: Emission }[] };

/**
 * Turns a frames file into series with the providers' own `parse`.
 *
 * @param startUs when recording began; fault lines count from it.
 */
export function decodeFrames(fd: number, sources: readonly RecordedSource[], startUs: number): Decoded {
  const tracks = new Map<string, Track>();
  const states = new Map(
    sources.map((source): [number, SourceState] => [source.id, { source, emissions: [] }]),
  );
  const faults = new Map<string, { count: number; firstUs: number }>();
  let partial: Track[] = [];
  let endedPid: number | undefined;

  const take = (id: number, timeUs: number, track: Track, emission: Emission) => {
    if (endedPid !== undefined && track.target.kind === 'container' && track.target.pid === endedPid)
      track.readAtEnd = true;
    track.goneAt.set(id, undefined);
    if (emission.wrapsAt !== undefined) track.wrapsAt = emission.wrapsAt;
    if (emission.part === undefined) return appendSample(track.samples, timeUs, emission.value);
    track.parts.set(emission.part, emission.value);
    if (emission.endsWithSource === true) track.endingParts.set(id, emission.part);
    renew(track, timeUs);
  };

  const renew = (track: Track, timeUs: number) => {
    if (track.partsTimeUs === undefined) partial.push(track);
    track.partsTimeUs = timeUs;
  };

  readFrames(fd, {
    sample(id, timeUs, bytes) {
      const state = states.get(id);
      if (state === undefined) return;
      if (bytes !== undefined) state.emissions = parseSample(state.source, bytes, tracks);
      for (const { track, emission } of state.emissions) take(id, timeUs, track, emission);
    },
    gone(id, timeUs) {
      for (const track of tracks.values()) {
        if (track.goneAt.has(id)) track.goneAt.set(id, timeUs);
        const part = track.endingParts.get(id);
        if (part === undefined) continue;
        track.endingParts.delete(id);
        track.parts.delete(part);
        track.hasEndingParts = true;
        renew(track, timeUs);
      }
    },
    fault(id, timeUs, error) {
      const key = `${states.get(id)?.source.plan.path ?? `source ${id}`}: ${errorName(error)}`;
      const known = faults.get(key);
      if (known === undefined) faults.set(key, { count: 1, firstUs: timeUs });
      else known.count += 1;
    },
    processEnded(pid) {
      endedPid = pid;
    },
    endOfRound() {
      endedPid = undefined;
      for (const track of partial) combineParts(track);
      partial = [];
    },
  });

  return {
    series: [...tracks.values()].filter((track) => track.samples.length > 0).map(finishedSeries),
    faults: [...faults].map(([what, { count, firstUs }]) => faultLine(what, count, firstUs - startUs)),
  };
}

/** The values in the bytes of a sample, each with the series that it belongs to. */
function parseSample(
  source: RecordedSource,
  bytes: Uint8Array,
  tracks: Map<string, Track>,
): { track: Track; emission: Emission }[] {
  const found: { track: Track; emission: Emission }[] = [];
  source.provider.parse(source.plan, bytes, (emission) => {
    found.push({ track: trackFor(source, emission, tracks), emission });
  });
  return found;
}

function trackFor(source: RecordedSource, emission: Emission, tracks: Map<string, Track>): Track {
  const key = JSON.stringify([emission.metric, targetName(source.target), emission.detail]);
  const known = tracks.get(key);
  if (known !== undefined) return known;
  const spec = source.provider.metrics.find((metric) => metric.name === emission.metric);
  const track: Track = {
    metric: emission.metric,
    target: source.target,
    provider: source.provider,
    detail: emission.detail,
    isCounter: spec?.kind === 'counter',
    samples: createGrowingSeries(),
    goneAt: new Map(),
    readAtEnd: false,
    parts: new Map(),
    endingParts: new Map(),
    partsTimeUs: undefined,
    hasEndingParts: false,
    wrapsAt: undefined,
  };
  tracks.set(key, track);
  return track;
}

function combineParts(track: Track): void {
  const timeUs = track.partsTimeUs;
  track.partsTimeUs = undefined;
  const value = track.provider.combine?.(track.metric, track.parts);
  if (value !== undefined && timeUs !== undefined) appendSample(track.samples, timeUs, value);
}

function finishedSeries(track: Track): Series {
  const { times, values } = finishedSamples(track.samples);
  if (track.isCounter && track.hasEndingParts) bridgeDips(values);
  const goneAt = lastGone([...track.goneAt.values()]);
  const createdWhileRecorded = track.target.kind === 'container' || track.target.kind === 'command';
  return {
    metric: track.metric,
    target: targetName(track.target),
    ...(track.detail === undefined ? {} : { detail: track.detail }),
    timesMonoUs: times,
    values,
    startsAtZero: track.isCounter && createdWhileRecorded,
    ...(goneAt === undefined ? {} : { goneAtMonoUs: goneAt }),
    ...(track.readAtEnd ? { readAtEnd: true } : {}),
    ...(track.wrapsAt === undefined ? {} : { wrapsAt: track.wrapsAt }),
  };
}

/** When the last source of a series vanished; undefined while one is left. */
function lastGone(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === times.length && known.length > 0 ? Math.max(...known) : undefined;
}

/** Such as `EIO`. */
function errorName(errno: number): string {
  return getSystemErrorMap().get(-errno)?.[0] ?? `errno ${errno}`;
}

function faultLine(what: string, count: number, sinceStartUs: number): string {
  const often = count === 1 ? 'once' : `${count} times`;
  return `${what} (${often}, first ${(sinceStartUs / 1e6).toFixed(1)} s after the recorder started)`;
}
