import { expect, test } from 'vitest';
import { classifyStartFailure } from './start-failure.ts';

const SHIM_TASK = 'failed to create shim task: OCI runtime create failed: ';
const NO_LOG = `${SHIM_TASK}unable to retrieve OCI runtime error (open /run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby/70334d263ba8/log.json: no such file or directory): `;
const RUNTIME = 'runtime-unavailable';
const SCENARIO = 'start-failed';

/** Source of the words, the words, the error's code, what its message and its advice must hold. */
const TABLE: readonly (readonly [string, string, string, string, string])[] = [
  // Seen: Docker 20.10.24 with containerd 1.6, runc 1.1.5 and crun 1.8.1.
  [
    'Docker 20.10.24',
    'Unknown runtime specified nosuch',
    RUNTIME,
    'runtime nosuch',
    '{"runtimes":{"nosuch":{"path":"/usr/bin/nosuch"}}}',
  ],
  [
    'Docker 20.10.24',
    'Unknown runtime specified youki',
    RUNTIME,
    'runtime youki',
    'joulelab runtimes setup youki',
  ],
  [
    'Docker 20.10.24',
    `${NO_LOG}fork/exec /nosuch/gone: no such file or directory: unknown`,
    RUNTIME,
    'not where',
    'correct the path',
  ],
  [
    'Docker 20.10.24',
    `${NO_LOG}exec: "gone": executable file not found in $PATH: unknown`,
    RUNTIME,
    'not where',
    'correct the path',
  ],
  [
    'Docker 20.10.24',
    `${NO_LOG}/bin/false did not terminate successfully: exit status 1: unknown`,
    RUNTIME,
    'without a word',
    'by hand',
  ],
  [
    'Docker 20.10.24',
    'error while looking up the specified runtime path: exec: "/nosuch/gone": stat /nosuch/gone: no such file or directory',
    RUNTIME,
    'not where',
    'correct the path',
  ],
  [
    'crun 1.8.1',
    `${SHIM_TASK}cgroups in hybrid mode not supported, drop all controllers from cgroupv2: unknown`,
    RUNTIME,
    'mixture',
    'systemd.unified_cgroup_hierarchy=1',
  ],
  // Recorded by others; names and numbers that a source leaves out are made up.
  [
    'moby, daemon/runtime_unix.go',
    'unknown or invalid runtime name: crun',
    RUNTIME,
    'runtime crun',
    '{"runtimes":{"crun":{"path":"/usr/bin/crun"}}}',
  ],
  [
    'containerd, docs/runtime-v2.md',
    'failed to start shim: failed to resolve runtime path: runtime "io.containerd.kata.v2" binary not installed "containerd-shim-kata-v2": file does not exist: unknown',
    RUNTIME,
    'runtime io.containerd.kata.v2',
    'containerd-shim-kata-v2',
  ],
  [
    'containerd, core/runtime/v2/shim_manager.go',
    'invalid custom binary path: stat /opt/kata/bin/containerd-shim-kata-v2: no such file or directory',
    RUNTIME,
    'not where',
    'correct the path',
  ],
  [
    'nestybox/sysbox#1011',
    'namespace {"time" ""} does not exist',
    RUNTIME,
    'Sysbox takes no time',
    '"features": {"time-namespaces": false}',
  ],
  ['youki-dev/youki#3538', 'Namespace type not supported: time', RUNTIME, 'youki takes no time', '0.7.0'],
  ['kata-containers#13080', 'invalid namespace type', RUNTIME, 'Kata Containers takes no time', '3.32.0'],
  [
    'kata-containers/runtime#646',
    'Could not access KVM kernel module: No such file or directory',
    RUNTIME,
    'KVM',
    'nested',
  ],
  [
    'kata-containers/runtime#1079',
    'failed to initialize KVM: No such file or directory',
    RUNTIME,
    'KVM',
    'nested',
  ],
  [
    'kata-containers, src/runtime/pkg/resourcecontrol/cgroups.go',
    'failed to add any hypervisor device to devices cgroup',
    RUNTIME,
    'KVM',
    'nested',
  ],
  [
    'kata-containers#6752',
    'run vmm server error No such file or directory (os error 2)',
    RUNTIME,
    'monitor',
    'kata-ctl',
  ],
  ['kata-containers#3459', 'open /dev/vhost-vsock: no such device', RUNTIME, 'vsock', 'modprobe vhost_vsock'],
  [
    'kata-containers, src/runtime/cmd/kata-runtime/kata-check.go',
    'System is not capable of running Kata Containers',
    RUNTIME,
    'cannot run Kata',
    'kata-runtime check',
  ],
  [
    'kata-containers#5941',
    'failed to add interface veth12ab to sandbox: error renaming interface "veth12ab" to "eth0": file exists',
    RUNTIME,
    'networks',
    '3.30.0',
  ],
  [
    'kata-containers#10666',
    'Creating container device LinuxDevice { path: "/dev/full" }: EEXIST: File exists',
    SCENARIO,
    '--privileged',
    'guest',
  ],
  [
    'google/gvisor, runsc/sandbox/network.go',
    'cannot run with network enabled in root network namespace',
    SCENARIO,
    "host's network",
    '--network=host',
  ],
  [
    'google/gvisor#10441',
    'systemd cgroup flag passed, but systemd cgroups not supported. See gvisor.dev/issue/193',
    RUNTIME,
    'cgroup driver',
    'Update gVisor',
  ],
  [
    'google/gvisor, g3doc/user_guide/FAQ.md',
    'panic: unable to attach: operation not permitted',
    RUNTIME,
    'may not start',
    'chmod a+rx',
  ],
  [
    'google/gvisor, g3doc/user_guide/FAQ.md',
    'fork/exec /proc/self/exe: invalid argument',
    RUNTIME,
    'may not start',
    'chmod a+rx',
  ],
  [
    'google/gvisor, g3doc/user_guide/FAQ.md',
    'SELinux is not supported: system_u:system_r:container_t:s0',
    SCENARIO,
    'SELinux',
    'label=disable',
  ],
  [
    'sysbox, docs/user-guide/troubleshoot.md',
    'failed to register with sysbox-mgr: failed to invoke Register via grpc: dial unix /run/sysbox/sysmgr.sock: connect: connection refused',
    RUNTIME,
    'daemons',
    'systemctl start sysbox',
  ],
  [
    'sysbox, docs/user-guide/troubleshoot.md',
    'failed to pre-register with sysbox-fs: dial unix /run/sysbox/sysfs.sock',
    RUNTIME,
    'daemons',
    'systemctl start sysbox',
  ],
  [
    'sysbox, docs/user-guide/troubleshoot.md',
    'host is not configured properly: kernel is not configured to allow unprivileged users to create namespaces: /proc/sys/kernel/unprivileged_userns_clone: want 1, have 0',
    RUNTIME,
    'user namespaces',
    'unprivileged_userns_clone=1',
  ],
  [
    'sysbox, docs/user-guide/troubleshoot.md',
    'setting up ptmx caused "remove dev/ptmx: device or resource busy"',
    SCENARIO,
    '--privileged',
    'without it',
  ],
  [
    'sysbox, docs/user-guide/troubleshoot.md',
    'sysbox-runc requires user namespace uid mapping array have one element; found [{0 231072 65536} {65536 300000 65536}]',
    RUNTIME,
    'one range',
    '/etc/subuid',
  ],
  [
    'sysbox, docs/user-guide/troubleshoot.md',
    "failed to setup docker volume manager: host dir for docker store /var/lib/sysbox/docker can't be on tmpfs",
    RUNTIME,
    'file system',
    'ext4',
  ],
  [
    'nestybox/sysbox#696',
    'switching Docker DNS: open /etc/resolv.conf: permission denied',
    RUNTIME,
    'resolv.conf',
    '5.19',
  ],
  [
    'docs.docker.com, rootless troubleshooting',
    'No subuid ranges found for user 1001 ("testuser")',
    RUNTIME,
    'subordinate ids',
    '--add-subuids',
  ],
  [
    'docs.docker.com, rootless troubleshooting',
    'fork/exec /proc/self/exe: operation not permitted',
    RUNTIME,
    'user namespaces',
    'AppArmor',
  ],
  [
    'docs.docker.com, rootless troubleshooting',
    'could not get XDG_RUNTIME_DIR',
    RUNTIME,
    'session',
    'dbus-user-session',
  ],
  [
    'docs.docker.com, rootless troubleshooting',
    'read unix @->/run/systemd/private: read: connection reset by peer',
    RUNTIME,
    'session',
    'dbus-user-session',
  ],
  [
    'moby#45014',
    'unable to start unit "docker-1234.scope": Interactive authentication required',
    RUNTIME,
    'cgroups',
    'Log in anew',
  ],
  [
    'moby, daemon/daemon_unix.go',
    'NanoCPUs can not be set, as your kernel does not support CPU CFS scheduler or the cgroup is not mounted',
    SCENARIO,
    'CPU limits',
    'rootless',
  ],
  [
    'firecracker-containerd, runtime/service.go',
    'can only support rootfs with exactly one mount',
    RUNTIME,
    'does not work with Docker',
    'setup kata',
  ],
];

test.each(TABLE)('%s: %s', (_, words, code, meaning, advice) => {
  expect(classifyStartFailure(words)).toEqual({
    code,
    meaning: expect.stringContaining(meaning),
    advice: expect.stringContaining(advice),
  });
});

test('what an image or its program lacks is not laid at the runtime', () => {
  const words = `${SHIM_TASK}runc create failed: unable to start container process: exec: "nosuch": executable file not found in $PATH: unknown`;
  expect(classifyStartFailure(words).meaning).toBeUndefined();
});
