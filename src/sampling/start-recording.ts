import type { Recording } from '../domain/recording.ts';
import { checkResets } from './check-resets.ts';
import { chooseProviders } from './choose-providers.ts';
import {
  type Recorder,
  type RecorderOptions,
  type RescuedRecording,
  startRecorder,
} from './recorder/start-recorder.ts';
import { requiredFailure } from './required-failure.ts';
import { startStreams } from './streams/start-streams.ts';
import { watchParsing } from './watch-parsing.ts';

export type RecordingOptions = Omit<RecorderOptions, 'providers'> & {
  /** What the user's words change in the default set of providers: see `chooseProviders`. */
  readonly providers?: readonly string[];
};

/**
 * Starts everything that records: the recorder for kernel files, and the streams. The recording has both, and what they
 * could not read as faults.
 *
 * @throws {JoulelabError} 'recorder-failed', 'usage', 'provider-unavailable'
 */
export async function startRecording(options: RecordingOptions): Promise<Recorder> {
  const { providers: words, ...rest } = options;
  const choice = chooseProviders(options.env, words);
  const watch = watchParsing(choice.providers);
  const recorder = await startRecorder({ ...rest, providers: watch.providers });
  const streams = startStreams(choice.streams);
  const withStreams = <Part extends RescuedRecording | Recording>(recording: Part): Part => {
    const streamed = streams.recorded();
    const { series, faults } = checkResets([...recording.series, ...streamed.series]);
    const whole = {
      ...recording,
      series,
      faults: [...recording.faults, ...watch.faults(), ...streamed.faults, ...faults],
      warnings: choice.warnings,
    };
    const failure = requiredFailure(choice, watch, whole);
    return failure === undefined ? whole : { ...whole, requiredFailure: failure };
  };
  return {
    ...recorder,
    async stop() {
      await streams.stop();
      return withStreams(await recorder.stop());
    },
    rescue: () => withStreams(recorder.rescue()),
    async [Symbol.asyncDispose]() {
      await streams.stop();
      await recorder[Symbol.asyncDispose]();
    },
  };
}
