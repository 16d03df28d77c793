import type { Engine } from './engine.ts';
import { engineFailure, httpStatusOf } from './engine-error.ts';

/** Creates a named volume. @throws JoulelabError `engine-failed` */
export async function createVolume(
  engine: Engine,
  name: string,
  labels: Record<string, string>,
): Promise<void> {
  try {
    await engine.api.createVolume({ Name: name, Labels: labels });
  } catch (thrown) {
    throw engineFailure(`Cannot create volume ${name}`, thrown);
  }
}

/** Removes a volume; one that is gone is no error. */
export async function removeVolume(engine: Engine, name: string): Promise<void> {
  try {
    await engine.api.getVolume(name).remove();
  } catch (thrown) {
    if (httpStatusOf(thrown) !== 404) throw engineFailure(`Cannot remove volume ${name}`, thrown);
  }
}
