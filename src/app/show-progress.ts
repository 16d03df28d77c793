import { meterReadings, powerModel } from '../analysis/index.ts';
import type { LiveFigures, ProgressListener } from '../domain/progress.ts';
import type { MachineFacts } from '../domain/run.ts';
import type { Settings } from '../domain/settings.ts';
import { startProgress, type Terminal } from '../presentation/index.ts';

/** Something that knows what the machine does now. */
type LiveSource = { live(): LiveFigures };

export type ShownProgress = Disposable & {
  readonly listen: ProgressListener;
  /** Says what happens outside the phases; nothing for undefined. */
  readonly step: (text: string | undefined) => void;
  /** Whose figures are shown; undefined: none. */
  watch(source: LiveSource | undefined): void;
  stop(): void;
};

/** Progress on stderr with the power of the moment: metered, or what the power model expects where there is no meter. */
export function showProgress(
  terminal: Terminal,
  machine: MachineFacts,
  readings: Pick<Settings, 'idleWatts' | 'maxWatts'>,
): ShownProgress {
  const model = powerModel(machine, meterReadings(readings));
  let source: LiveSource | undefined;
  const live = (): LiveFigures => {
    const figures = source?.live() ?? {};
    if (figures.powerUw !== undefined || figures.cpuUtilisation === undefined || 'unavailable' in model)
      return figures;
    return { ...figures, powerUw: model.powerUw(figures.cpuUtilisation) };
  };
  const progress = startProgress({ output: terminal.stderr, live });
  return {
    listen: progress,
    step: (text) => {
      if (text !== undefined) progress({ kind: 'step', text });
    },
    watch: (given) => {
      source = given;
    },
    stop: () => progress.stop(),
    [Symbol.dispose]: () => progress.stop(),
  };
}
