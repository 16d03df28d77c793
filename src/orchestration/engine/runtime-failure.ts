import { registrationAdvice } from '../runtimes/registration-advice.ts';
import type { StartFailure } from './start-failure.ts';

type Known = {
  readonly words: RegExp;
  readonly code?: StartFailure['code'];
  readonly meaning: string;
  readonly advice: string;
};

const TIME_NAMESPACES =
  'put "features": {"time-namespaces": false} into the engine\'s daemon.json and restart the engine';
const SEE_SETUP = (id: string) => `All steps: joulelab runtimes setup ${id}.`;

/** The first that matches counts. Where the words come from stands beside each of them in the test. */
const KNOWN: readonly Known[] = [
  {
    words: /invalid custom binary path|error while looking up the specified runtime path/,
    meaning: "The runtime's program is not where the engine's daemon.json says.",
    advice: 'Install it there, or correct the path and let the engine read it: systemctl reload docker.',
  },
  {
    words:
      /unable to retrieve OCI runtime error.*\): (fork\/exec|exec:) \S+ (no such file|executable file not)/,
    meaning: "The runtime's program is not where the engine's daemon.json says.",
    advice: 'Install it there, or correct the path and let the engine read it: systemctl reload docker.',
  },
  {
    words: /cgroups in hybrid mode not supported/i,
    meaning: 'crun takes no mixture of cgroup v1 and v2.',
    advice:
      'crun needs cgroup v2 alone: start the machine with systemd.unified_cgroup_hierarchy=1, or choose another runtime.',
  },
  {
    words: /namespace \{"time" ""\} does not exist/,
    meaning: 'This release of Sysbox takes no time namespaces, which Docker asks for since 29.5.',
    advice: `Use Docker 29.4 or older, or ${TIME_NAMESPACES}.`,
  },
  {
    words: /Namespace type not supported: time/i,
    meaning: 'This release of youki takes no time namespaces, which Docker asks for since 29.5.',
    advice: `Update youki to 0.7.0 or later, or ${TIME_NAMESPACES}.`,
  },
  {
    words: /invalid namespace type/,
    meaning: 'This release of Kata Containers takes no time namespaces, which Docker asks for since 29.5.',
    advice: `Update Kata Containers to 3.32.0 or later, or ${TIME_NAMESPACES}.`,
  },
  {
    words:
      /Could not access KVM kernel module|failed to initialize KVM|failed to add any hypervisor device to devices cgroup/i,
    meaning: 'Virtual machines cannot run here: KVM is not there.',
    advice:
      'Load kvm_intel or kvm_amd; in a virtual machine enable nested virtualisation on its host. joulelab runtimes shows what is missing.',
  },
  {
    words: /run vmm server/,
    meaning: "Kata's virtual machine monitor does not start, most often because KVM is not there.",
    advice: 'Look at the row of Kata in joulelab runtimes, and at kata-ctl check all.',
  },
  {
    words: /\/dev\/vhost-vsock: no such (device|file)/,
    meaning: 'Kata Containers cannot reach its guests: there is no vsock.',
    advice: 'sudo modprobe vhost_vsock',
  },
  {
    words: /not capable of running (Kata Containers|a VM)/,
    meaning: 'This machine cannot run Kata Containers.',
    advice: 'See what is missing: kata-ctl check all, or kata-runtime check; joulelab runtimes shows it too.',
  },
  {
    words: /error renaming interface .* to "?eth0"?: file exists/,
    meaning: 'This release of Kata Containers does not work with the networks of this Docker.',
    advice: 'Update Kata Containers to 3.30.0 or later, and Docker to 26 or later.',
  },
  {
    words: /Creating container device .*EEXIST/,
    code: 'start-failed',
    meaning: 'Kata Containers cannot take --privileged from Docker.',
    advice:
      'Leave --privileged out: with `privileged: true` joulelab gives the rights inside of the guest instead.',
  },
  {
    words: /cannot run with network enabled in root network namespace/,
    code: 'start-failed',
    meaning: "gVisor's own network stack cannot use the host's network.",
    advice: 'Leave network_mode: host out, or register runsc with "runtimeArgs": ["--network=host"].',
  },
  {
    words: /systemd cgroup flag passed, but systemd cgroups not supported/,
    meaning: 'This release of gVisor does not take the systemd cgroup driver.',
    advice: `Update gVisor, or set "exec-opts": ["native.cgroupdriver=cgroupfs"] in daemon.json. ${SEE_SETUP('runsc')}`,
  },
  {
    words: /unable to attach: operation not permitted|fork\/exec \/proc\/self\/exe: invalid argument/,
    meaning: 'gVisor may not start its own program.',
    advice: 'Let everybody read and execute it: sudo chmod a+rx $(command -v runsc).',
  },
  {
    words: /SELinux is not supported/,
    code: 'start-failed',
    meaning: 'gVisor takes no SELinux labels.',
    advice:
      'Start the engine without SELinux ("selinux-enabled": false in daemon.json), or the service with security_opt label=disable.',
  },
  {
    words: /failed to (pre-)?register with sysbox-(mgr|fs)/,
    meaning: "Sysbox's daemons do not run.",
    advice: 'sudo systemctl start sysbox; their logs are /var/log/sysbox-mgr.log and /var/log/sysbox-fs.log.',
  },
  {
    words: /not configured to allow unprivileged users to create namespaces/,
    meaning: 'The kernel allows no unprivileged user namespaces, which Sysbox needs.',
    advice: 'sudo sysctl -w kernel.unprivileged_userns_clone=1',
  },
  {
    words: /setting up ptmx caused/,
    code: 'start-failed',
    meaning: 'Sysbox takes no --privileged.',
    advice: 'Leave privileged out: under Sysbox systemd and container engines work without it.',
  },
  {
    words: /sysbox-runc requires user namespace uid mapping/,
    meaning: 'The ids that Sysbox may give to containers are not one range.',
    advice: 'Keep one line for the user sysbox in /etc/subuid and in /etc/subgid, then restart sysbox.',
  },
  {
    words: /failed to setup docker volume manager/,
    meaning: "Sysbox's own data lies on a file system that it cannot use.",
    advice: 'Let /var/lib/sysbox be on ext4 or btrfs.',
  },
  {
    words: /switching Docker DNS: .*permission denied/,
    meaning: 'Sysbox cannot write resolv.conf in the container: it has neither ID-mapped mounts nor shiftfs.',
    advice: 'Use a kernel 5.19 or later.',
  },
  {
    words: /No subuid ranges found for user/i,
    meaning: 'The user of the rootless engine has no subordinate ids.',
    advice: 'sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 USER',
  },
  {
    words: /fork\/exec \/proc\/self\/exe: operation not permitted/,
    meaning: 'The kernel, or AppArmor, does not let this user make user namespaces.',
    advice: `sudo sysctl -w kernel.unprivileged_userns_clone=1; on Ubuntu 24.04 and later the AppArmor profile of rootlesskit. ${SEE_SETUP('rootless')}`,
  },
  {
    words: /could not get XDG_RUNTIME_DIR|unix @->\/run\/systemd\/private.*connection reset/,
    meaning: "The rootless engine has no session of systemd's for its user.",
    advice: `Install dbus-user-session and log in anew, not with su. ${SEE_SETUP('rootless')}`,
  },
  {
    words: /unable to start unit "docker-.*Interactive authentication required/,
    meaning: 'systemd does not let the rootless engine make cgroups.',
    advice: `Log in anew, so that the user has a session of systemd's own. ${SEE_SETUP('rootless')}`,
  },
  {
    words: /NanoCPUs can not be set/,
    code: 'start-failed',
    meaning: 'The engine has no cgroup controller for CPU limits.',
    advice:
      'Delegate cpu to the user (joulelab runtimes setup rootless shows how), or leave the CPU limits out.',
  },
  {
    words: /can only support rootfs with exactly one mount/,
    meaning: 'firecracker-containerd does not work with Docker.',
    advice: 'Use Kata Containers: joulelab runtimes setup kata.',
  },
  {
    words: /unable to retrieve OCI runtime error.* did not terminate successfully/,
    meaning: 'The runtime ended without a word on why.',
    advice: "Look at the engine's log (journalctl -u docker), and try the runtime's program by hand.",
  },
];

/** What an engine says of a runtime that it does not know: Docker before 23, Docker since, containerd without the shim. */
const UNKNOWN =
  /(?:unknown runtime specified|unknown or invalid runtime name:) (\S+)|runtime "([^"]+)" binary not installed/i;

/** The engine's words on a runtime that is missing or refuses; undefined where they are about something else. */
export function classifyRuntimeFailure(message: string): StartFailure | undefined {
  const [unknown, name = '', shim = ''] = UNKNOWN.exec(message) ?? [];
  if (unknown !== undefined)
    return {
      code: 'runtime-unavailable',
      meaning: `The engine has no OCI runtime ${name || shim}.`,
      advice: registrationAdvice(name || shim),
    };
  const known = KNOWN.find(({ words }) => words.test(message));
  return known && { code: known.code ?? 'runtime-unavailable', meaning: known.meaning, advice: known.advice };
}
