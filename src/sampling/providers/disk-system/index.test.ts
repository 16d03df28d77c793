import { expect, test } from 'vitest';
import { fixtureMachine, readOnce } from '../../testdata/read-fixture.ts';
import { diskSystem } from './index.ts';

test('only the whole disk counts, in sectors of 512 bytes', () => {
  const machine = fixtureMachine(import.meta.url, 'debian-12-hybrid');
  expect(diskSystem.probe(machine)).toEqual({ available: true });
  expect(readOnce(diskSystem, machine, { kind: 'machine' })).toEqual([
    { metric: 'disk_read_bytes_system', detail: 'vda', value: 5_323_250 * 512 },
    { metric: 'disk_written_bytes_system', detail: 'vda', value: 4_021_904 * 512 },
  ]);
});

test('a machine without disks is unavailable', () => {
  expect(diskSystem.probe(fixtureMachine(import.meta.url, 'no-such-machine'))).toMatchObject({
    available: false,
  });
});
