import { readFileSync } from 'node:fs';
import { JoulelabError } from '../../domain/errors.ts';
import { daemonJsonPath, readDaemonJson, rootOf } from './daemon-json.ts';
import { RUNTIMES } from './registry.ts';
import type { Installation, RuntimeHost } from './runtime.ts';

/** A step of a set-up: what it is for, and the lines to type or to write. */
export type SetupStep = { readonly title: string; readonly lines: readonly string[] };

/** How a runtime gets onto this machine. Nothing is done. */
export type RuntimeSetup = {
  readonly title: string;
  /** Name of the distribution as it calls itself. */
  readonly distribution: string;
  readonly steps: readonly SetupStep[];
};

type Family = keyof Installation['packages'];

const INSTALL: Readonly<Record<Family, string>> = {
  debian: 'sudo apt-get install',
  fedora: 'sudo dnf install',
  arch: 'sudo pacman -S',
  suse: 'sudo zypper install',
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
      { title: 'Install it', lines: install },
      ...registration(how, host),
      {
        title: 'See whether it works',
        lines: ['joulelab runtimes', `joulelab runtimes probe ${how.name}`],
      },
    ],
  };
}

function registration({ name, daemonEntry }: Installation, host: RuntimeHost): SetupStep[] {
  if (daemonEntry === undefined) return [];
  const current = readDaemonJson(host);
  const merged = { ...current, runtimes: { ...current.runtimes, [name]: daemonEntry } };
  const path = daemonJsonPath(host);
  const there = Object.keys(current).length > 0;
  const reload = host.engine.facts.rootless
    ? 'systemctl --user reload docker   # or: kill -HUP $(pgrep -U $USER dockerd)'
    : 'sudo systemctl reload docker   # without systemd: sudo kill -HUP $(pidof dockerd)';
  return [
    {
      title: `Register it: ${there ? 'the whole of' : 'write'} ${path}${there ? ', with what it has now' : ''}`,
      lines: JSON.stringify(merged, null, 2).split('\n'),
    },
    { title: 'Let the engine read it; containers go on running', lines: [reload] },
  ];
}

function rootlessSteps(family: Family | undefined): SetupStep[] {
  const packages: Readonly<Record<Family, string>> = {
    debian: 'uidmap dbus-user-session slirp4netns docker-ce-rootless-extras',
    fedora: 'shadow-utils slirp4netns docker-ce-rootless-extras',
    arch: 'slirp4netns docker-rootless-extras',
    suse: 'slirp4netns docker-rootless-extras',
  };
  const install =
    family === undefined
      ? [
          '# newuidmap, slirp4netns and the rootless extras of Docker: https://docs.docker.com/engine/security/rootless/',
        ]
      : [`${INSTALL[family]} ${packages[family]}`];
  return [
    { title: 'Install what it needs', lines: install },
    {
      title: 'Set the engine up, as the user who will run it',
      lines: ['dockerd-rootless-setuptool.sh install'],
    },
    {
      title: 'Delegate cgroups, so that limits and disk figures work; log in again afterwards',
      lines: [
        'sudo mkdir -p /etc/systemd/system/user@.service.d',
        "printf '[Service]\\nDelegate=cpu cpuset io memory pids\\n' | sudo tee /etc/systemd/system/user@.service.d/delegate.conf",
        'sudo systemctl daemon-reload',
      ],
    },
    {
      title: 'See whether it works',
      lines: [
        'export DOCKER_HOST=unix://$XDG_RUNTIME_DIR/docker.sock',
        'joulelab runtimes',
        'joulelab runtimes probe',
      ],
    },
  ];
}

/** Source: os-release(5). */
function osRelease({ env }: RuntimeHost): { name: string; family?: Family } {
  let text = '';
  try {
    text = readFileSync(`${rootOf(env)}/etc/os-release`, 'utf8');
  } catch {
    // A system without the file: steps for any.
  }
  const value = (key: string) => new RegExp(`^${key}="?([^"\\n]*)"?$`, 'm').exec(text)?.[1];
  const ids = `${value('ID') ?? ''} ${value('ID_LIKE') ?? ''}`.split(' ');
  const families: readonly (readonly [Family, readonly string[]])[] = [
    ['debian', ['debian', 'ubuntu']],
    ['fedora', ['fedora', 'rhel', 'centos']],
    ['arch', ['arch']],
    ['suse', ['suse', 'opensuse']],
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
