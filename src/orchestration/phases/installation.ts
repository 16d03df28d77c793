import { JoulelabError } from '../../domain/errors.ts';
import type { Service } from '../../domain/scenario.ts';
import { buildImage, findImage, pullImage } from '../engine/images.ts';
import type { ScenarioRun } from '../scenario-run.ts';
import { measurePhase } from './measure-phase.ts';

/** [INSTALLATION]: images are built, or pulled where they are missing; each image once. */
export async function measureInstallation(run: ScenarioRun): Promise<void> {
  await measurePhase(run, '[INSTALLATION]', async () => {
    const done = new Set<string>();
    for (const service of run.job.scenario.services) {
      if (done.has(service.image)) continue;
      done.add(service.image);
      await install(run, service);
    }
  });
}

async function install(run: ScenarioRun, service: Service): Promise<void> {
  const { engine, settings, progress } = run.job;
  const { image, build } = service;
  const platform = platformOf(service.engineArgs);
  if (build !== undefined) {
    progress({ kind: 'step', text: `Building ${image}` });
    return buildImage(engine, { image, build, noCache: settings.noCache, platform }, run.signal);
  }
  const here = settings.pull !== 'always' && (await findImage(engine, image)) !== undefined;
  if (here) return;
  if (settings.pull === 'never') {
    throw new JoulelabError('image-unavailable', `Image ${image} of service ${service.key} is not here.`, {
      advice: 'Load or build it first, or run with --pull missing.',
    });
  }
  progress({ kind: 'step', text: `Pulling ${image}` });
  await pullImage(engine, image, platform, run.signal);
}

/** The value of `--platform`, as one word or two. */
function platformOf(engineArgs: readonly string[]): string | undefined {
  const at = engineArgs.indexOf('--platform');
  if (at !== -1) return engineArgs[at + 1];
  return engineArgs.find((word) => word.startsWith('--platform='))?.slice('--platform='.length);
}
