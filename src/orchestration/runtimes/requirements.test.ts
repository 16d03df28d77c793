import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type { Requirement } from '../../domain/runtimes.ts';
import { cgroups, delegatedControllers } from './cgroup-requirements.ts';
import { crun } from './crun/index.ts';
import { fixtureMachine } from './fixture-machine.ts';
import { gvisor } from './gvisor/index.ts';
import { kata } from './kata/index.ts';
import { device, kernel, kvm } from './requirements.ts';
import type { RuntimeHost } from './runtime.ts';
import { sysbox } from './sysbox/index.ts';

/** Files of machines, written by hand from proc_cpuinfo(5), cgroups(7), subuid(5) and the kernel's sysctl documentation. */
const INTEL = { 'proc/cpuinfo': 'processor\t: 0\nflags\t\t: fpu vme vmx sse\n' };
const AMD = { 'proc/cpuinfo': 'processor\t: 0\nflags\t\t: fpu vme svm sse\n' };
const PLAIN = { 'proc/cpuinfo': 'processor\t: 0\nflags\t\t: fpu vme hypervisor\n' };
const ARM = { 'proc/cpuinfo': 'processor\t: 0\nFeatures\t: fp asimd\n' };
const KVM = { 'dev/kvm': '' };

const see = ({ met, seen }: Requirement) => `${met}: ${seen}`;

test.each<[string, Record<string, string>, string]>([
  [
    'Intel',
    { ...INTEL, ...KVM },
    'unknown: /dev/kvm can be opened; whether guests really run shows only by trying',
  ],
  [
    'AMD',
    { ...AMD, ...KVM },
    'unknown: /dev/kvm can be opened; whether guests really run shows only by trying',
  ],
  [
    'ARM',
    { ...ARM, ...KVM },
    'unknown: /dev/kvm can be opened; whether guests really run shows only by trying',
  ],
  ['no device', INTEL, 'no: there is no /dev/kvm'],
  ['ARM, no device', ARM, 'no: there is no /dev/kvm'],
  ['no flag', PLAIN, 'no: the CPU shows no vmx or svm flag'],
  [
    'no flag but a device',
    { ...PLAIN, ...KVM },
    'no: the CPU shows no vmx or svm flag, though /dev/kvm is there',
  ],
])('KVM, %s', (_, files, expected) => {
  const requirement = kvm(fixtureMachine(files));
  expect(see(requirement)).toBe(expected);
  expect(requirement.advice !== undefined).toBe(requirement.met === 'no');
});

test('KVM that this user may not open may be open to the engine', (context) => {
  if (userInfo().uid !== 0) context.skip('only root can become somebody else');
  const host = fixtureMachine({ ...INTEL, ...KVM });
  const root = join(host.env.roots.dev, '..');
  chmodSync(root, 0o755);
  chmodSync(join(root, 'dev/kvm'), 0o600);
  const module = pathToFileURL(join(import.meta.dirname, 'requirements.ts')).href;
  const script = `import { kvm } from ${JSON.stringify(module)}; console.log(JSON.stringify(kvm(${JSON.stringify(host)})));`;
  const words = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath];
  const output = execFileSync('setpriv', [...words, '--input-type=module-typescript', '--eval', script], {
    encoding: 'utf8',
  });
  expect(see(JSON.parse(output) as Requirement)).toBe(
    'unknown: /dev/kvm is there, this user may not open it; the engine may',
  );
});

test.each<[Record<string, string>, string]>([
  [{ 'dev/vhost-vsock': '' }, 'yes: present'],
  [{}, 'no: missing'],
])('the modules of virtual machines by their devices: %j', (files, expected) => {
  const requirement = device(fixtureMachine(files), 'vhost-vsock', 'vhost_vsock');
  expect([see(requirement), requirement.advice]).toEqual([
    expected,
    expected === 'yes: present' ? undefined : 'sudo modprobe vhost_vsock',
  ]);
});

test.each([
  ['6.1.0-18-amd64\n', 'yes: 6.1.0-18-amd64'],
  ['5.11.22\n', 'no: 5.11.22'],
  ['', 'unknown: the kernel does not tell its version'],
])('kernel %j against 5.12', (release, expected) => {
  const host = fixtureMachine({ 'proc/sys/kernel/osrelease': release });
  expect(see(kernel(host, '5.12', 'it needs it'))).toBe(expected);
});

const UNIFIED = 'sys/fs/cgroup/unified/cgroup.controllers';
const LAYOUTS: Readonly<Record<string, Record<string, string>>> = {
  v1: { 'sys/fs/cgroup/cpu/cgroup.procs': '' },
  hybrid: { [UNIFIED]: '\n' },
  'hybrid, with hugetlb under v2': { [UNIFIED]: 'hugetlb\n' },
  v2: { 'sys/fs/cgroup/cgroup.controllers': 'cpu io memory\n' },
};

test.each([
  ['v1', 'yes'],
  ['hybrid', 'yes'],
  ['hybrid, with hugetlb under v2', 'no'],
  ['v2', 'yes'],
])('crun on cgroup %s: %s', async (seen, met) => {
  const host = fixtureMachine(LAYOUTS[seen] ?? {});
  const [requirement] = await crun.requirements({ name: 'crun', args: [] }, host);
  expect(requirement).toMatchObject({ met, seen });
});

test('what asks for cgroup v2 says how to get it', () => {
  expect(cgroups(fixtureMachine(LAYOUTS['hybrid']), ['v2'])).toMatchObject({
    met: 'no',
    advice: expect.stringContaining('systemd.unified_cgroup_hierarchy=1'),
  });
});

const DELEGATED = 'sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/cgroup.controllers';
test.each<[Record<string, string>, string]>([
  [{ [DELEGATED]: 'cpuset cpu io memory pids\n' }, 'yes: cpuset cpu io memory pids'],
  [{ [DELEGATED]: 'memory pids\n' }, 'no: memory pids; cpu, io missing'],
  [{ [DELEGATED]: '\n' }, 'no: none; cpu, io, memory, pids missing'],
  [{}, 'unknown: systemd has no user@1000.service under cgroup v2'],
])('delegation to the user of the engine: %j', (files, expected) => {
  const host = fixtureMachine(files, { rootless: true, socket: 'unix:///run/user/1000/docker.sock' });
  expect(see(delegatedControllers(host))).toBe(expected);
});

/** What is not met, by name. */
async function unmet(list: Promise<readonly Requirement[]>): Promise<string[]> {
  return (await list).filter(({ met }) => met === 'no').map(({ name }) => name);
}

const MACHINE: Readonly<Record<string, string>> = {
  ...INTEL,
  ...KVM,
  'dev/vhost-vsock': '',
  'dev/vhost-net': '',
  'proc/sys/kernel/osrelease': '6.8.0\n',
  'proc/sys/user/max_user_namespaces': '62000\n',
  'etc/subuid': 'sysbox:231072:65536\n',
  'etc/subgid': 'sysbox:231072:65536\n',
  'proc/70/comm': 'sysbox-mgr\n',
  'proc/71/comm': 'sysbox-fs\n',
  'run/sysbox/sysmgr.sock': '',
  'run/sysbox/sysfs.sock': '',
};
const without = (...paths: string[]) =>
  Object.fromEntries(Object.entries(MACHINE).filter(([path]) => !paths.includes(path)));

test.each<[string, Record<string, string>, string[]]>([
  ['all', MACHINE, []],
  ['no daemon', without('proc/71/comm'), ['sysbox-mgr and sysbox-fs running']],
  ['no socket', without('run/sysbox/sysfs.sock'), ['sockets of Sysbox']],
  ['no ids', without('etc/subgid'), ['subordinate ids']],
  ['an old kernel', { ...MACHINE, 'proc/sys/kernel/osrelease': '5.4.0\n' }, ['kernel 5.12 or later']],
])('Sysbox on a machine with %s', async (_, files, expected) => {
  const entry = { name: 'sysbox-runc', path: '/usr/bin/sysbox-runc', args: [] };
  expect(await unmet(sysbox.requirements(entry, fixtureMachine(files)))).toEqual(expected);
});

test.each<[string, Record<string, string>, string[]]>([
  ['all', MACHINE, []],
  ['no KVM', without('dev/kvm'), ['KVM']],
  ['no vsock', without('dev/vhost-vsock'), ['/dev/vhost-vsock']],
])('Kata Containers on a machine with %s', async (_, files, expected) => {
  const entry = { name: 'io.containerd.kata.v2', args: [] };
  expect(await unmet(kata.requirements(entry, fixtureMachine(files)))).toEqual(expected);
});

test.each([
  [[], []],
  [['--platform=kvm'], ['KVM']],
  [['--platform kvm'], ['KVM']],
  [['-platform=systrap'], []],
])('gVisor with %j needs %j on a machine without KVM', async (args, expected) => {
  const host: RuntimeHost = fixtureMachine(without('dev/kvm'));
  const entry = { name: 'runsc', path: '/usr/bin/runsc', args };
  expect(await unmet(gvisor.requirements(entry, host))).toEqual(expected);
});
