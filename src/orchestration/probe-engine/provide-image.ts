import { JoulelabError } from '../../domain/errors.ts';
import { startDeadline } from '../deadline.ts';
import type { Engine } from '../engine/engine.ts';
import { findImage, pullImage } from '../engine/images.ts';

/** A registry that does not answer is not waited for longer than this; a large image over a slow line may take as long. */
const PULL_LIMIT_MS = 300_000;

/**
 * Pulls an image that the engine does not have.
 * @throws JoulelabError `image-unavailable`, `timed-out`; the signal's reason
 */
export async function provideImage(engine: Engine, image: string, signal: AbortSignal): Promise<void> {
  if ((await findImage(engine, image)) !== undefined) return;
  using limit = startDeadline(
    signal,
    PULL_LIMIT_MS,
    () =>
      new JoulelabError('timed-out', `Image ${image} was not pulled within ${PULL_LIMIT_MS / 1000} s.`, {
        advice: `Pull it first: docker pull ${image}`,
      }),
  );
  await pullImage(engine, image, undefined, limit.signal);
}
