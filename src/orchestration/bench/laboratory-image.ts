import { fileURLToPath } from 'node:url';
import type { Engine } from '../engine/engine.ts';
import { buildImage, chooseBuilder, findImage, pullImage } from '../engine/images.ts';

/** The image in which the bench works, made from `images/laboratory/Dockerfile`. */
export const LABORATORY_IMAGE = 'joulelab/laboratory:1';

const CONTEXT = fileURLToPath(new URL('../../../images/laboratory', import.meta.url));

/**
 * Sees to it that the engine has the image: the laboratory's own is built, another one pulled, both only where missing.
 * @throws JoulelabError `build-failed`, `image-unavailable`; the signal's reason
 */
export async function provideLaboratoryImage(
  engine: Engine,
  image: string,
  { signal, onStep }: { readonly signal: AbortSignal; readonly onStep: (text: string) => void },
): Promise<void> {
  if ((await findImage(engine, image)) !== undefined) return;
  if (image !== LABORATORY_IMAGE) {
    onStep(`Pulling ${image}`);
    return await pullImage(engine, image, undefined, signal);
  }
  onStep(`Building ${image} with sysbench, fio, iperf3, stress-ng and Redis; this happens once`);
  const recipe = {
    build: { context: CONTEXT, args: {} },
    images: [image],
    noCache: false,
    pull: false,
    platform: undefined,
  };
  await buildImage(engine, await chooseBuilder(engine, signal), recipe, signal);
}
