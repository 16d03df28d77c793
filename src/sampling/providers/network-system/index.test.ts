import { expect, test } from 'vitest';
import { fixtureMachine, readOnce } from '../../testdata/read-fixture.ts';
import { networkSystem } from './index.ts';
import { parseNetDev } from './parse.ts';

test('only the physical interface of a recorded machine counts', () => {
  const machine = fixtureMachine(import.meta.url, 'debian-12-hybrid');
  expect(networkSystem.probe(machine)).toEqual({ available: true });
  expect(readOnce(networkSystem, machine, { kind: 'machine' })).toEqual([
    { metric: 'network_received_bytes_system', detail: 'eth0', value: 314_981_756 },
    { metric: 'network_sent_bytes_system', detail: 'eth0', value: 583_850 },
  ]);
});

test('a figure that touches the colon is read', () => {
  const line = 'eth0:1234567890 1 0 0 0 0 0 0 42 1 0 0 0 0 0 0\n';
  expect(parseNetDev(Buffer.from(line))).toEqual([{ name: 'eth0', received: 1_234_567_890, sent: 42 }]);
});
