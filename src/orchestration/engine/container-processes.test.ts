import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { kernelRoots } from '../../domain/environment.ts';
import { containerProcesses } from './container-processes.ts';

const ID = 'c0ffee'.repeat(10);

/** Process ids with parent, name, arguments and cgroup, as `docker run --runtime runsc-kvm` left them on Docker 20.10. */
function machine(processes: readonly (readonly [number, number, string, string, string?])[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'joulelab-proc-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [pid, parent, name, argv, cgroup = '/'] of processes) {
    const place = join(folder, 'proc', String(pid));
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'cmdline'), `${argv.replaceAll(' ', '\0')}\0`);
    writeFileSync(join(place, 'stat'), `${pid} (${name}) S ${parent} 1 1 0 -1`);
    writeFileSync(join(place, 'cgroup'), `4:cpu,cpuacct:${cgroup}\n1:name=systemd:${cgroup}\n0::/\n`);
  }
  mkdirSync(join(folder, 'proc', '99'));
  return folder;
}

test("a container's keeper, all below it and all in its cgroups are found, and nobody else", () => {
  const folder = machine([
    [10, 1, 'containerd-shim', `/usr/bin/containerd-shim-runc-v2 -namespace moby -id ${ID} -address /run/a`],
    [11, 10, 'runsc-kvm', '/bin/sh /var/lib/docker/runtimes/runsc-kvm create'],
    [12, 11, 'runsc', `/usr/bin/runsc --platform=kvm create ${ID}`],
    [13, 12, 'a) S 1 (b', 'runsc-gofer', `/docker/${ID}`],
    [14, 1, 'runsc-sandbox', 'runsc-sandbox', `/docker/${ID}`],
    [15, 14, 'exe', 'exe', `/docker/other`],
    [20, 1, 'containerd-shim', '/usr/bin/containerd-shim-runc-v2 -namespace moby -id other -address /run/a'],
    [21, 20, 'sleep', 'sleep infinity', '/docker/other'],
    [30, 1, 'docker', `docker logs --follow ${ID}`],
    [31, 30, 'less', `less /var/lib/docker/containers/${ID}/log`],
  ]);
  const found = containerProcesses(kernelRoots(folder), [ID]);
  expect(new Set(found.map(({ pid }) => pid))).toEqual(new Set([10, 11, 12, 13, 14, 15]));
  expect(found.filter(({ isKeeper }) => isKeeper).map(({ pid }) => pid)).toEqual([10]);
  expect(found.find(({ pid }) => pid === 14)?.cgroups).toEqual([
    `${folder}/sys/fs/cgroup/cpu,cpuacct/docker/${ID}`,
    `${folder}/sys/fs/cgroup/systemd/docker/${ID}`,
  ]);
});
