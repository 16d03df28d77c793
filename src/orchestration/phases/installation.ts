import { JoulelabError } from '../../domain/errors.ts';
import type { Service } from '../../domain/scenario.ts';
import { buildImage, chooseBuilder, findImage, type ImageFacts, pullImage } from '../engine/images.ts';
import type { Platform } from '../engine/platform.ts';
import {
  foreignImage,
  isPlatform,
  parsePlatform,
  platformName,
  platformOption,
  runsOn,
} from '../engine/platform.ts';
import type { ScenarioRun } from '../scenario-run.ts';
import { sideBySide } from '../side-by-side.ts';
import { measurePhase } from './measure-phase.ts';

/** Images that are built or pulled at a time: their steps share one disk and one network. */
const AT_A_TIME = 3;

/** The services that share an image to be pulled, or a build. */
type Installation = { readonly services: readonly [Service, ...Service[]]; readonly builds: boolean };

/**
 * [INSTALLATION]: images are built, or pulled where they are missing, each once, independent ones side by side.
 * @throws JoulelabError `image-unavailable`, `build-failed`, `platform-mismatch`; the signal's reason
 */
export async function measureInstallation(run: ScenarioRun): Promise<void> {
  const { services } = run.job.scenario;
  const installations = groupServices(services);
  await measurePhase(run, '[INSTALLATION]', async () => {
    const builds = installations.some((one) => one.builds);
    const builder = builds ? await chooseBuilder(run.job.engine, run.signal) : 'classic';
    await sideBySide(installations, AT_A_TIME, run.signal, async (one, signal) => {
      if (one.builds) await build(run, one, builder, signal);
      else await pull(run, one, signal);
    });
    for (const service of services) run.images.set(service.key, await checkedImage(run, service));
  });
}

/** One entry an image or recipe, in the order of the services. */
export function groupServices(services: readonly Service[]): Installation[] {
  const groups = new Map<string, [Service, ...Service[]]>();
  for (const service of services) {
    const key =
      service.build === undefined
        ? service.image
        : JSON.stringify([recipeOf(service), platformOption(service.engineArgs)]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [service]);
    else group.push(service);
  }
  return [...groups.values()].map((group) => ({ services: group, builds: group[0].build !== undefined }));
}

/** What a build is made of; the order of its arguments does not matter. */
function recipeOf(service: Service): unknown {
  const { context, dockerfile, target, args = {} } = service.build ?? {};
  return [context, dockerfile, target, Object.entries(args).toSorted(([a], [b]) => a.localeCompare(b))];
}

async function build(
  run: ScenarioRun,
  { services }: Installation,
  builder: Awaited<ReturnType<typeof chooseBuilder>>,
  signal: AbortSignal,
): Promise<void> {
  const { engine, settings } = run.job;
  const [first] = services;
  if (first.build === undefined) return;
  const recipe = {
    build: first.build,
    images: [...new Set(services.map(({ image }) => image))],
    noCache: settings.noCache,
    pull: policyOf(run, services) === 'always',
    platform: platformOption(first.engineArgs),
  };
  const what = `${first.image} for ${services.map(({ key }) => key).join(', ')}`;
  await telling(run, ['Building', 'Built', what], () => buildImage(engine, builder, recipe, signal));
}

async function pull(run: ScenarioRun, { services }: Installation, signal: AbortSignal): Promise<void> {
  const { engine } = run.job;
  const [{ image, key, engineArgs }] = services;
  const policy = policyOf(run, services);
  const wanted = platformOption(engineArgs);
  const here = policy === 'always' ? undefined : await findImage(engine, image);
  if (here !== undefined && fits(run, here.platform, wanted)) return;
  if (policy === 'never') {
    if (here !== undefined) throw mismatch(run, { image, key, found: here.platform, wanted, built: false });
    throw new JoulelabError('image-unavailable', `Image ${image} of service ${key} is not here.`, {
      advice: 'Load or build it first, or let it be pulled: --pull missing, or pull_policy of the service.',
    });
  }
  // An image of another platform is here: say which one is meant, or the engine would find that it has it already.
  const platform = here === undefined ? wanted : (wanted ?? `linux/${engine.architecture}`);
  try {
    await telling(run, ['Pulling', 'Pulled', image], () => pullImage(engine, image, platform, signal));
  } catch (thrown) {
    if (here === undefined || signal.aborted) throw thrown;
    throw mismatch(run, { image, key, found: here.platform, wanted, built: false }, thrown);
  }
}

/**
 * `--pull always` and `--pull never` are said on purpose and win over the scenario. Services that share an image share
 * the most eager of their policies.
 */
function policyOf({ job }: ScenarioRun, services: readonly Service[]): 'always' | 'missing' | 'never' {
  if (job.settings.pull !== 'missing') return job.settings.pull;
  const policies = services.map(({ pullPolicy }) => pullPolicy ?? 'missing');
  return (['always', 'missing'] as const).find((policy) => policies.includes(policy)) ?? 'never';
}

/** The image that a service will run: it is here now, and made for this machine. */
async function checkedImage(run: ScenarioRun, service: Service): Promise<ImageFacts> {
  const { image, key, engineArgs, build: recipe } = service;
  const facts = await findImage(run.job.engine, image);
  if (facts === undefined) {
    throw new JoulelabError(
      'image-unavailable',
      `Image ${image} of service ${key} vanished after it was installed.`,
      {
        advice:
          'Something else removes images on this machine (docker image prune?): stop it while measuring.',
      },
    );
  }
  const wanted = platformOption(engineArgs);
  if (fits(run, facts.platform, wanted)) return facts;
  throw mismatch(run, { image, key, found: facts.platform, wanted, built: recipe !== undefined });
}

function fits(run: ScenarioRun, found: Platform, wanted: string | undefined): boolean {
  if (wanted !== undefined && found.architecture !== '' && !isPlatform(found, parsePlatform(wanted)))
    return false;
  return runsOn(run.job.engine.architecture, found);
}

function mismatch(
  run: ScenarioRun,
  what: { image: string; key: string; found: Platform; wanted: string | undefined; built: boolean },
  cause?: unknown,
): JoulelabError {
  const { image, key: service, found, wanted, built } = what;
  const needed =
    wanted === undefined ? `linux/${run.job.engine.architecture}` : platformName(parsePlatform(wanted));
  return foreignImage({ image, service, found, needed, built }, cause);
}

/** Says when a piece of work begins and how long it took. */
async function telling(
  run: ScenarioRun,
  [begins, ended, what]: readonly [string, string, string],
  work: () => Promise<void>,
): Promise<void> {
  const { progress } = run.job;
  const begin = performance.now();
  progress({ kind: 'step', text: `${begins} ${what}` });
  await work();
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  progress({ kind: 'step', text: `${ended} ${what} in ${seconds} s` });
}
