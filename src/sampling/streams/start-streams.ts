import type { Series } from '../../domain/recording.ts';
import { nowUs } from '../recorder/monotonic-clock.ts';
import type { StreamPlan, StreamProvider } from '../stream.ts';
import { filesystemAsker } from './ask-filesystem.ts';
import { askHttp } from './ask-http.ts';
import { poll, type RunningStream } from './poll.ts';
import { noReadings } from './readings.ts';
import { runProgram } from './run-program.ts';
import { streamSeries } from './stream-series.ts';

export type ChosenStream = { readonly provider: StreamProvider; readonly plan: StreamPlan };

/** Streams that are being recorded. */
export type Streams = {
  /** Ends them all. Never throws. */
  stop(): Promise<void>;
  /** What they recorded until now. A stream that failed is faults and fewer samples. */
  recorded(): { readonly series: readonly Series[]; readonly faults: readonly string[] };
};

/** Starts every stream. They run in this process's event loop, which only waits for the engine while phases run. */
export function startStreams(chosen: readonly ChosenStream[]): Streams {
  const startUs = nowUs();
  const running = chosen.map(({ plan }) => startStream(plan));
  return {
    stop: async () => void (await Promise.all(running.map((stream) => stream.stop()))),
    recorded() {
      const parsed = chosen.map(({ provider, plan }, index) =>
        streamSeries(provider, plan, running[index]?.readings ?? noReadings(), startUs),
      );
      return {
        series: parsed.flatMap(({ series }) => series),
        faults: parsed.flatMap(({ faults }) => faults),
      };
    },
  };
}

function startStream({ source }: StreamPlan): RunningStream {
  if (source.kind === 'program') return runProgram(source, noReadings());
  const ask =
    source.kind === 'poll-filesystem'
      ? filesystemAsker(source.path)
      : (signal: AbortSignal) => askHttp(source.url, signal);
  return poll({ ...source, ask }, noReadings());
}
