import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { hungProcesses } from './end-hung-runtime.ts';

const ID = 'c0ffee'.repeat(10);

/** Process ids with parent, name and arguments, as `docker run --runtime runsc-kvm` left them on Docker 20.10. */
function procfs(processes: readonly (readonly [number, number, string, string])[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'joulelab-proc-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [pid, parent, name, argv] of processes) {
    mkdirSync(join(folder, String(pid)));
    writeFileSync(join(folder, String(pid), 'cmdline'), `${argv.replaceAll(' ', '\0')}\0`);
    writeFileSync(join(folder, String(pid), 'stat'), `${pid} (${name}) S ${parent} 1 1 0 -1`);
  }
  mkdirSync(join(folder, '99'));
  return folder;
}

test("all below the container's shim are found, and nobody else", () => {
  const found = hungProcesses(
    ID,
    procfs([
      [10, 1, 'containerd-shim', `/usr/bin/containerd-shim-runc-v2 -namespace moby -id ${ID} -address /run/a`],
      [11, 10, 'runsc-kvm', '/bin/sh /var/lib/docker/runtimes/runsc-kvm create'],
      [12, 11, 'runsc', `/usr/bin/runsc --platform=kvm create ${ID}`],
      [13, 12, 'a) S 1 (b', 'runsc-gofer'],
      [20, 1, 'containerd-shim', '/usr/bin/containerd-shim-runc-v2 -namespace moby -id other -address /run/a'],
      [21, 20, 'sleep', 'sleep infinity'],
      [30, 1, 'docker', `docker logs --follow ${ID}`],
      [31, 30, 'less', 'less'],
    ]),
  );
  expect(found).toEqual([11, 12, 13]);
});
