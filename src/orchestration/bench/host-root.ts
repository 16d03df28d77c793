import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { JoulelabError } from '../../domain/errors.ts';
import { reasonOf } from '../deadline.ts';
import type { Engine } from '../engine/engine.ts';
import { runLabels } from '../engine/labels.ts';

/** A folder that holds an image's files, for `chroot`; disposing of it removes it. */
export type HostRoot = AsyncDisposable & { readonly folder: string };

/** Why work cannot be done on the host itself; undefined where it can. */
export function withoutHostRoot(engine: Engine): string | undefined {
  if (process.getuid?.() !== 0) return 'only root may run the programs of an image on the host (chroot)';
  if (!engine.host.startsWith('unix:')) return 'the engine is on another machine';
  return undefined;
}

/**
 * Unpacks an image's files into `folder`, which is emptied first, so that the host runs the very same programs.
 * @throws JoulelabError `engine-failed` with what the engine or tar said; the signal's reason
 */
export async function unpackImage(
  engine: Engine,
  plan: { readonly image: string; readonly folder: string; readonly runId: string },
  signal: AbortSignal,
): Promise<HostRoot> {
  const { image, folder } = plan;
  const dispose = () => rmSync(folder, { recursive: true, force: true });
  dispose();
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  try {
    const container = await engine.api.createContainer({
      Image: image,
      Cmd: ['true'],
      Labels: runLabels(plan.runId),
    });
    try {
      await unpack(await container.export(), folder, signal);
    } finally {
      await container.remove({ force: true, v: true });
    }
  } catch (thrown) {
    dispose();
    if (signal.aborted) throw reasonOf(signal);
    throw new JoulelabError('engine-failed', `The files of ${image} cannot be unpacked into ${folder}.`, {
      advice: 'See whether the disk is full; without the host: name the runtimes that are to be compared.',
      cause: thrown,
    });
  }
  return { folder, [Symbol.asyncDispose]: async () => dispose() };
}

async function unpack(archive: NodeJS.ReadableStream, folder: string, signal: AbortSignal): Promise<void> {
  const tar = spawn('tar', ['-x', '-C', folder], { stdio: ['pipe', 'ignore', 'pipe'], signal });
  let said = '';
  tar.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-1000);
  });
  tar.stdin.on('error', () => undefined);
  archive.pipe(tar.stdin);
  await new Promise<void>((resolve, reject) => {
    archive.once('error', reject);
    tar.once('error', reject);
    tar.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`tar ended with ${code}: ${said}`)),
    );
  });
}
