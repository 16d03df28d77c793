import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { JoulelabError } from '../../domain/errors.ts';
import type { EngineFacts } from '../../domain/run.ts';
import { rootOf } from './daemon-json.ts';
import { fixtureMachine } from './fixture-machine.ts';
import { RUNTIMES } from './registry.ts';
import { setupSteps } from './setup-steps.ts';

/** /etc/os-release of distributions, written by hand from os-release(5). */
const RELEASES: Readonly<Record<string, string>> = {
  Debian: 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n',
  Ubuntu: 'PRETTY_NAME="Ubuntu 24.04.1 LTS"\nID=ubuntu\nID_LIKE=debian\n',
  Mint: 'PRETTY_NAME="Linux Mint 22"\nID=linuxmint\nID_LIKE="ubuntu debian"\n',
  Fedora: 'PRETTY_NAME="Fedora Linux 42"\nID=fedora\n',
  Rocky: 'PRETTY_NAME="Rocky Linux 9.4"\nID="rocky"\nID_LIKE="rhel centos fedora"\n',
  Arch: 'PRETTY_NAME="Arch Linux"\nID=arch\n',
  Tumbleweed: 'PRETTY_NAME="openSUSE Tumbleweed"\nID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\n',
};

/** The lines of the steps whose title begins so, on that machine. */
function lines(
  name: string,
  title: string,
  files: Record<string, string> = {},
  facts: Partial<EngineFacts> = {},
): string[] {
  const { steps } = setupSteps(name, fixtureMachine(files, facts));
  return steps.filter((step) => step.title.startsWith(title)).flatMap((step) => step.lines);
}

const MANUAL = '# Take the program of a release: https://github.com/containers/crun/releases';

test.each([
  ['Debian', 'sudo apt-get install crun'],
  ['Ubuntu', 'sudo apt-get install crun'],
  ['Mint', 'sudo apt-get install crun'],
  ['Fedora', 'sudo dnf install crun'],
  ['Rocky', 'sudo dnf install crun'],
  ['Arch', 'sudo pacman -S crun'],
  ['Tumbleweed', MANUAL],
  ['none', MANUAL],
])('crun on %s: %s', (distribution, expected) => {
  const files = { 'etc/os-release': RELEASES[distribution] ?? '' };
  expect(lines('crun', 'Install it', files)).toEqual([expected]);
  const { distribution: name } = setupSteps('crun', fixtureMachine(files));
  expect(name).toBe(/PRETTY_NAME="(.*)"/.exec(files['etc/os-release'])?.[1] ?? 'an unknown distribution');
});

test.each(RUNTIMES.filter(({ installation }) => installation !== undefined && !installation.refused))(
  '$id has steps by its folder and by its name, on every distribution',
  ({ id, installation }) => {
    for (const release of Object.values(RELEASES)) {
      const host = fixtureMachine({ 'etc/os-release': release });
      const { steps } = setupSteps(id, host);
      expect(setupSteps(installation?.name ?? '', host).steps).toEqual(steps);
      expect(steps.map(({ title }) => title.split(':')[0])).toEqual([
        'Install it',
        'Register it',
        'Let the engine read it; containers go on running',
        'See whether it works',
      ]);
      for (const step of steps) expect(step.lines.join('')).toMatch(/\S/);
    }
  },
);

const ENTRY = { path: '/usr/bin/crun' };

test.each<[string, string | undefined, RegExp, unknown]>([
  ['is missing', undefined, /: write .*\/etc\/docker\/daemon\.json$/, { runtimes: { crun: ENTRY } }],
  ['is empty', '\n', /: write /, { runtimes: { crun: ENTRY } }],
  [
    'has other settings',
    '{"log-driver": "local", "runtimes": {"runsc": {"path": "/usr/bin/runsc", "runtimeArgs": ["--x"]}}}',
    /: the whole of .*, with what it has now$/,
    {
      'log-driver': 'local',
      runtimes: { runsc: { path: '/usr/bin/runsc', runtimeArgs: ['--x'] }, crun: ENTRY },
    },
  ],
  [
    'is no JSON',
    '{"runtimes": ',
    /: mend .*, which is no valid JSON object, and add this to it$/,
    { runtimes: { crun: ENTRY } },
  ],
  ['is a list', '[]', /: mend /, { runtimes: { crun: ENTRY } }],
  [
    'has the entry',
    '{"runtimes": {"crun": {"path": "/opt/crun"}}}',
    /has an entry crun already$/,
    { crun: { path: '/opt/crun' } },
  ],
])('a daemon.json that %s', (_, text, title, content) => {
  const host = fixtureMachine(text === undefined ? {} : { 'etc/docker/daemon.json': text });
  const step = setupSteps('crun', host).steps.find((one) => one.title.startsWith('Register it'));
  expect(step?.title).toMatch(title);
  expect(JSON.parse(step?.lines.join('\n') ?? '')).toEqual(content);
  if (text !== undefined)
    expect(readFileSync(`${rootOf(host.env)}/etc/docker/daemon.json`, 'utf8')).toBe(text);
});

test('what the engine cannot take is said before anything is installed', () => {
  const old = { version: '20.10.24' };
  expect(lines('kata', 'Mend this first', {}, old)).toEqual([
    '# Docker 20.10.24 takes no containerd shims. Update Docker to 23 or later.',
  ]);
  expect(lines('kata', 'Mend this first')).toEqual([]);
  expect(lines('gvisor', 'Mend this first', {}, old)).toEqual([]);
});

test('a daemon.json on another machine is not looked for here', () => {
  const host = fixtureMachine({}, { socket: 'tcp://192.0.2.1:2376' });
  const titles = setupSteps('crun', host).steps.map(({ title }) => title);
  expect(titles[1]).toMatch(/on the engine's machine, if it is there$/);
});

test('a rootless engine is told to read its configuration as the user that it is', () => {
  const socket = 'unix:///run/user/1000/docker.sock';
  expect(lines('crun', 'Let the engine', {}, { rootless: true, socket })[0]).toMatch(/^systemctl --user /);
  expect(lines('crun', 'Let the engine')[0]).toMatch(/^sudo systemctl reload docker/);
});

test.each([
  ['Debian', /apt-get install uidmap dbus-user-session slirp4netns/],
  ['Fedora', /dnf install shadow-utils/],
  ['Arch', /^# newuidmap, slirp4netns or pasta, .*https:\/\/docs\.docker\.com/],
  ['none', /^# newuidmap/],
])('Docker without root on %s', (distribution, expected) => {
  const files = { 'etc/os-release': RELEASES[distribution] ?? '' };
  expect(lines('rootless', 'Install what it needs', files).join('\n')).toMatch(expected);
  expect(lines('rootless', 'Delegate cgroups', files).join('\n')).toContain(
    'Delegate=cpu cpuset io memory pids',
  );
});

test.each([
  ['firecracker', 'runtime-unavailable', /joulelab runtimes setup kata/],
  ['nosuch', 'usage', /rootless, crun, youki, gvisor, kata, sysbox/],
  ['runc', 'usage', /rootless, crun/],
])('%s has no steps: %s', (name, code, advice) => {
  const fault = (() => {
    try {
      return setupSteps(name, fixtureMachine());
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(fault).toBeInstanceOf(JoulelabError);
  expect(fault).toMatchObject({ code, advice: expect.stringMatching(advice) });
});
