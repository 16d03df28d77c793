import { expect, test } from 'vitest';
import type { RuntimeEntry } from '../engine/engine.ts';
import { examineRuntime } from './examine-runtime.ts';
import { fixtureMachine } from './fixture-machine.ts';
import { recognise } from './registry.ts';

const CRUN: RuntimeEntry = { name: 'crun', path: '/usr/bin/crun', args: [] };
const KATA: RuntimeEntry = { name: 'io.containerd.kata.v2', args: [] };
const SYSBOX: RuntimeEntry = { name: 'sysbox-runc', path: '/usr/bin/sysbox-runc', args: [] };
const YOUKI: RuntimeEntry = { name: 'youki', path: '/usr/bin/youki', args: [] };
const RUNC: RuntimeEntry = { name: 'runc', path: 'runc', args: [] };
const V2 = { 'sys/fs/cgroup/cgroup.controllers': 'cpu io memory pids\n' };
const KATA_HOST = { ...V2, 'proc/cpuinfo': 'flags\t: fpu vmx\n', 'dev/vhost-vsock': '', 'dev/vhost-net': '' };

type Case = {
  readonly entry: RuntimeEntry;
  readonly version?: string;
  readonly docker?: string;
  readonly cgroupDriver?: string;
  readonly files?: Readonly<Record<string, string>>;
};

function examine({ entry, version, docker = '27.5.1', cgroupDriver = 'systemd', files = V2 }: Case) {
  const selected = { entry, runtime: recognise(entry), ...(version === undefined ? {} : { version }) };
  return examineRuntime(selected, fixtureMachine(files, { version: docker, cgroupDriver }));
}

test.each<[string, Case, RegExp]>([
  [
    'controllers in both hierarchies',
    { entry: CRUN, files: { 'sys/fs/cgroup/unified/cgroup.controllers': 'hugetlb\n' } },
    /cgroup v1 or v2, not both; here: hybrid, with hugetlb/,
  ],
  [
    'no KVM in the kernel',
    { entry: KATA, files: { ...V2, 'proc/cpuinfo': 'flags\t: fpu vmx\n' } },
    /needs KVM; here: there is no \/dev\/kvm/,
  ],
  [
    'no user namespaces',
    { entry: SYSBOX, version: '0.7.0', files: { ...V2, 'proc/sys/user/max_user_namespaces': '0\n' } },
    /user namespaces/,
  ],
  [
    'a version that is known not to fit',
    { entry: YOUKI, version: '0.6.0', docker: '29.5.0' },
    /time namespace/,
  ],
])('%s: the run is refused', async (_, given, message) => {
  const refusal = {
    code: 'runtime-unavailable',
    message: expect.stringMatching(message),
    advice: expect.stringMatching(/.../),
  };
  await expect(examine(given)).rejects.toMatchObject(refusal);
});

test.each<[string, Case, readonly RegExp[]]>([
  ['all as it should be', { entry: RUNC, version: '1.1.5' }, []],
  [
    'a hybrid machine without controllers under v2',
    { entry: CRUN, files: { 'sys/fs/cgroup/unified/cgroup.controllers': '' } },
    [],
  ],
  [
    'a container that has no /dev/kvm, though the kernel has KVM',
    { entry: KATA, files: { ...KATA_HOST, 'sys/class/misc/kvm/dev': '10:232\n' } },
    [/needs KVM/],
  ],
  [
    'a CPU that does not show its flag',
    { entry: KATA, files: { ...KATA_HOST, 'proc/cpuinfo': 'flags\t: fpu\n', 'dev/kvm': '' } },
    [/needs KVM; here: the CPU shows no vmx or svm flag, though/],
  ],
  ['a version that is not known', { entry: YOUKI, docker: '29.5.0' }, [/time namespace/]],
  [
    'time namespaces that are switched off',
    {
      entry: YOUKI,
      version: '0.6.0',
      docker: '29.5.0',
      files: { ...V2, 'etc/docker/daemon.json': '{"features":{"time-namespaces":false}}' },
    },
    [],
  ],
  [
    'an engine whose configuration cannot be seen',
    {
      entry: YOUKI,
      version: '0.6.0',
      docker: '29.5.0',
      files: {
        ...V2,
        'proc/7/comm': 'dockerd\n',
        'proc/7/cmdline': 'dockerd\0--config-file\0/elsewhere.json\0',
      },
    },
    [/time namespace/],
  ],
  [
    'an engine without cgroups',
    { entry: RUNC, version: '1.1.5', cgroupDriver: 'none' },
    [/manages no cgroups/],
  ],
])('%s: the run is tried', async (_, given, messages) => {
  const warnings = await examine(given);
  expect(warnings.map(({ message }) => message)).toEqual(messages.map((one) => expect.stringMatching(one)));
  for (const { code } of warnings) expect(code).toBe('runtime-doubtful');
});
