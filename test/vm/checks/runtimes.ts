import type { Requirement, RuntimeState } from '../../../src/domain/runtimes.ts';
import { type Check, expect, joulelab, sh } from './harness.ts';

/** Runtimes by name, as `joulelab runtimes --json` has them. */
async function runtimes(): Promise<ReadonlyMap<string, RuntimeState>> {
  const { status, stdout, stderr } = await joulelab('runtimes', '--json');
  expect(status === 0, stderr);
  const listed = JSON.parse(stdout) as { readonly runtimes: readonly RuntimeState[] };
  return new Map(listed.runtimes.map((runtime) => [runtime.name, runtime]));
}

export const runtimeChecks: readonly Check[] = [
  {
    name: 'crun is usable with cgroup v2, and what Kata needs of KVM, vsock, network and kernel is met',
    run: async () => {
      sh('modprobe kvm_amd || modprobe kvm_intel; modprobe vhost_vsock; modprobe vhost_net');
      const found = await runtimes();
      expect(found.get('crun')?.usable === true, JSON.stringify(found.get('crun')));
      const kata = [...found.values()].find(({ id }) => id === 'kata');
      const unmet = (kata?.requirements ?? []).filter(({ met }: Requirement) => met === 'no');
      expect(kata !== undefined && kata.requirements.length >= 3, JSON.stringify(kata));
      expect(unmet.length === 0, JSON.stringify(unmet));
      for (const name of ['/dev/vhost-vsock', '/dev/vhost-net'])
        expect(
          kata?.requirements.some((one) => one.name === name && one.met === 'yes') === true,
          JSON.stringify(kata?.requirements),
        );
    },
  },
];
