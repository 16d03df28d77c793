import { JoulelabError } from '../../domain/errors.ts';
import type { RecordingControl } from '../../domain/recording.ts';
import { doWorkload } from '../../laboratory/index.ts';
import { attempt } from './attempt.ts';
import type { BlockContext } from './measure-block.ts';
import type { OpenedArms } from './open-arms.ts';

/** A runtime that needs longer for `true` than this will not do any task in time. */
const TRY_LIMIT_MS = 60_000;

const NOT_RECORDED: RecordingControl = {
  mark: async (label) => ({ id: 0, label, monoUs: 0, endMonoUs: 0, unixUs: 0 }),
  addTarget: async () => false,
  removeTarget: async () => undefined,
};

/**
 * Runs `true` once under each arm, which also brings the image's files into memory for all. An arm that cannot is given up
 * before anything is measured.
 * @throws JoulelabError `runtime-unavailable` where the reference cannot; the signal's reason
 */
export async function tryArms({ arms, reference }: OpenedArms, context: BlockContext): Promise<void> {
  const { signal, progress, givenUp } = context;
  for (const arm of arms) {
    const { name } = arm.facts;
    progress.step(`Trying ${name}`);
    const limits = { signal, timeoutMs: Math.min(context.timeoutMs, TRY_LIMIT_MS) };
    const outcome = await attempt(arm, NOT_RECORDED, limits, (bed) =>
      doWorkload({ kind: 'exec', count: 1 }, bed, 'try', (work) => work()),
    );
    signal.throwIfAborted();
    if (outcome.outcome !== 'failed' && outcome.outcome !== 'hung') continue;
    if (name === reference) {
      throw new JoulelabError(
        'runtime-unavailable',
        `The reference ${name} does not work: ${outcome.reason}`,
        {
          advice: 'Try: docker run --rm --runtime runc busybox true',
        },
      );
    }
    givenUp.set(name, outcome.reason);
    progress.step(`${name} is left out: ${outcome.reason}`);
  }
}
