import type { Capability, Claim } from '../../../domain/runtimes.ts';
import { accountInContainerCgroup } from '../container-cgroup.ts';
import { isCalled } from '../names.ts';
import { NATIVE_POLICY } from '../native-policy.ts';
import { kvm } from '../requirements.ts';
import type { Runtime } from '../runtime.ts';

const REFUSED = {
  reason:
    'firecracker-containerd works with a containerd of its own and block devices as root file systems, not with Docker',
  advice:
    'Use Kata Containers with Firecracker as its virtual machine monitor (configuration-rs-fc.toml), or with QEMU, which is tested with Docker: joulelab runtimes setup kata.',
};
const SOURCE = 'firecracker-microvm/firecracker-containerd#428, runtime/service.go';

const GUIDE = 'firecracker-microvm/firecracker-containerd, docs/getting-started.md';

const NOT_UNDER_DOCKER: Claim = { says: 'no', note: 'not under Docker', source: SOURCE };
const REFUSED_CAPABILITIES: readonly Capability[] = [
  'run',
  'exec',
  'logs',
  'health-check',
  'bind-mount',
  'network-address',
  'network-name',
];

/** firecracker-containerd: recognised so that a run says at once why it cannot work. */
export const firecracker: Runtime = {
  id: 'firecracker',
  title: 'Firecracker',
  isolation: 'virtual machine',
  recognise: (entry) =>
    isCalled(
      entry,
      /^(aws\.firecracker|io\.containerd\.firecracker(\.v\d)?|containerd-shim-aws-firecracker|firecracker)$/,
    ),
  inspect: async () => ({ installed: false, ...REFUSED }),
  policy: () => ({ ...NATIVE_POLICY, nameResolution: 'hosts', privileged: 'refused', hostNetwork: false }),
  requirements: async (_, host) => [kvm(host)],
  gates: () => [],
  sharedServices: () => [],
  claims: {
    ...Object.fromEntries(REFUSED_CAPABILITIES.map((capability) => [capability, NOT_UNDER_DOCKER])),
    'own-kernel': { says: 'yes', source: GUIDE },
    'kernel-modules': { says: 'no', note: 'nomodules by default', source: GUIDE },
    gpu: { says: 'no', note: 'pci=off by default', source: GUIDE },
  },
  accounting: accountInContainerCgroup,
  installation: {
    name: 'firecracker',
    binary: 'containerd-shim-aws-firecracker',
    packages: {},
    manual: [],
    refused: REFUSED,
  },
};
