import { readFileSync } from 'node:fs';
import { JoulelabError } from '../../domain/errors.ts';
import { rootOf } from './daemon-json.ts';
import { entryToCome } from './names.ts';
import { registrationSteps } from './registration-steps.ts';
import { RUNTIMES } from './registry.ts';
import { rootlessSteps } from './rootless/setup.ts';
import type { Installation, PackageFamily, Runtime, RuntimeHost } from './runtime.ts';

/** A step of a set-up: what it is for, and the lines to type or to write. */
export type SetupStep = { readonly title: string; readonly lines: readonly string[] };

/** How a runtime gets onto this machine. Nothing is done. */
export type RuntimeSetup = {
  readonly title: string;
  /** Name of the distribution as it calls itself. */
  readonly distribution: string;
  readonly steps: readonly SetupStep[];
};

const INSTALL: Readonly<Record<PackageFamily, string>> = {
  debian: 'sudo apt-get install',
  fedora: 'sudo dnf install',
  arch: 'sudo pacman -S',
};

/**
 * The steps for this distribution and engine.
 * @throws JoulelabError `usage` for a name without steps; `runtime-unavailable` for one that the engine can never use
 */
export function setupSteps(name: string, host: RuntimeHost): RuntimeSetup {
  const release = osRelease(host);
  const distribution = release.name;
  if (name === 'rootless')
    return { title: 'Docker without root', distribution, steps: rootlessSteps(release.family) };
  const runtime = RUNTIMES.find(({ id, installation }) => id === name || installation?.name === name);
  const how = runtime?.installation;
  if (runtime === undefined || how === undefined) throw unknownName(name);
  if (how.refused !== undefined)
    throw new JoulelabError(
      'runtime-unavailable',
      `${runtime.title} cannot be set up: ${how.refused.reason}.`,
      {
        advice: how.refused.advice,
      },
    );
  const packages = release.family === undefined ? undefined : how.packages[release.family];
  const install =
    packages === undefined || release.family === undefined
      ? how.manual
      : [`${INSTALL[release.family]} ${packages.join(' ')}`];
  return {
    title: runtime.title,
    distribution,
    steps: [
      ...obstacles(runtime, how, host),
      { title: 'Install it', lines: install },
      ...registrationSteps(how, host),
      {
        title: 'See whether it works',
        lines: ['joulelab runtimes', `joulelab runtimes probe ${how.name}`],
      },
    ],
  };
}

/** What the engine would refuse, whatever the runtime's version. */
function obstacles(runtime: Runtime, how: Installation, host: RuntimeHost): SetupStep[] {
  const refused = runtime
    .gates(undefined, entryToCome(how), host)
    .filter(({ effect }) => effect === 'refuse');
  if (refused.length === 0) return [];
  return [
    { title: 'Mend this first', lines: refused.map(({ message, advice }) => `# ${message} ${advice}`) },
  ];
}

/** Source: os-release(5). */
function osRelease({ env }: RuntimeHost): { name: string; family?: PackageFamily } {
  let text = '';
  try {
    text = readFileSync(`${rootOf(env)}/etc/os-release`, 'utf8');
  } catch {
    // A system without the file: steps for any.
  }
  const value = (key: string) => new RegExp(`^${key}="?([^"\\n]*)"?$`, 'm').exec(text)?.[1];
  const ids = `${value('ID') ?? ''} ${value('ID_LIKE') ?? ''}`.split(' ');
  const families: readonly (readonly [PackageFamily, readonly string[]])[] = [
    ['debian', ['debian', 'ubuntu']],
    ['fedora', ['fedora', 'rhel', 'centos']],
    ['arch', ['arch']],
  ];
  const family = families.find(([, names]) => names.some((one) => ids.includes(one)))?.[0];
  return {
    name: value('PRETTY_NAME') ?? 'an unknown distribution',
    ...(family === undefined ? {} : { family }),
  };
}

function unknownName(name: string): JoulelabError {
  const names = [
    'rootless',
    ...RUNTIMES.flatMap(({ id, installation }) => (installation === undefined ? [] : [id])),
  ];
  return new JoulelabError('usage', `joulelab has no steps for setting up ${name}.`, {
    advice: `It has them for ${names.join(', ')}. Any other is registered in the engine's daemon.json as its own documents say.`,
  });
}
