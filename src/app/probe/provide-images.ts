import { toJoulelabError } from '../../domain/errors.ts';
import type { Capability } from '../../domain/runtimes.ts';
import type { ProbeImage, ProbeImages } from '../../laboratory/index.ts';
import { type Engine, provideImage } from '../../orchestration/index.ts';
import type { ProbeOptions } from '../../presentation/index.ts';

type Context = { readonly signal: AbortSignal; readonly onStep: (text: string) => void };

/**
 * Pulls what the engine does not have. Without the main image nothing can be probed; each of the others belongs to one probe, which is then
 * skipped, and is not pulled where that one is not asked.
 * @throws JoulelabError `image-unavailable` for the main image; the signal's reason
 */
export async function provideImages(
  engine: Engine,
  { images, only }: ProbeOptions,
  { signal, onStep }: Context,
): Promise<ProbeImages> {
  const provide = async (image: string) => {
    onStep(`Image ${image}`);
    await provideImage(engine, image, signal);
  };
  const optional = async (capability: Capability, name: string | undefined): Promise<ProbeImage> => {
    if (name === undefined) return { missing: 'no image was given for it' };
    if (only.length > 0 && !only.includes(capability)) return { missing: 'not asked' };
    try {
      await provide(name);
      return { name };
    } catch (thrown) {
      signal.throwIfAborted();
      return { missing: toJoulelabError(thrown).message };
    }
  };
  await provide(images.main);
  return {
    main: images.main,
    systemd: await optional('systemd', images.systemd),
    engine: await optional('nested-engine', images.engine),
    k3s: await optional('kubernetes', images.k3s),
  };
}
