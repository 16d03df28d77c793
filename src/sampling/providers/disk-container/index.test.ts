import { expect, test } from 'vitest';
import { fixtureContainer, fixtureMachine, readOnce } from '../../testdata/read-fixture.ts';
import { diskContainer } from './index.ts';
import { parseServiceBytes } from './parse.ts';

const bytes = (detail: string, read: number, written: number) => [
  { metric: 'disk_read_bytes_container', detail, value: read },
  { metric: 'disk_written_bytes_container', detail, value: written },
];

test.each([
  ['debian-12-hybrid', bytes('vda', 8_417_280, 8_400_896)],
  // The mapped device on the disk has the same bytes again and is left out.
  ['cgroup-v2-systemd', bytes('nvme0n1', 1_048_576, 8_392_704)],
  // An empty io.stat: nothing was read or written yet.
  ['cgroup-v2-cgroupfs', bytes('nvme0n1', 0, 0)],
  // Linux 6.10 and later without a throttle rule: 8 MiB were written, and the file says 0. Unknown, not 0.
  ['debian-12-hybrid-not-counting', []],
])('disk traffic of the container on %s', (name, expected) => {
  const machine = fixtureMachine(import.meta.url, name);
  expect(diskContainer.probe(machine)).toEqual({ available: true });
  expect(readOnce(diskContainer, machine, fixtureContainer(name))).toEqual(expected);
});

test('v1 lines of several disks, totals left out', () => {
  const file = '8:0 Read 1\n8:0 Write 2\n8:0 Total 3\n8:16 Read 4\nTotal 7\n';
  expect(Object.fromEntries(parseServiceBytes(Buffer.from(file)))).toEqual({
    '8:0': { read: 1, written: 2 },
    '8:16': { read: 4 },
  });
});
