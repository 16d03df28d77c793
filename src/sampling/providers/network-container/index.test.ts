import { expect, test } from 'vitest';
import { fixtureContainer, fixtureMachine, readOnce } from '../../testdata/read-fixture.ts';
import { networkContainer } from './index.ts';

const machine = fixtureMachine(import.meta.url, 'debian-12-hybrid');
const container = fixtureContainer('debian-12-hybrid');

test('bytes over the interfaces of a recorded container, without loopback', () => {
  expect(networkContainer.probe(machine)).toEqual({ available: true });
  expect(readOnce(networkContainer, machine, container)).toEqual([
    { metric: 'network_received_bytes_container', detail: 'eth0', value: 736 },
    { metric: 'network_sent_bytes_container', detail: 'eth0', value: 0 },
  ]);
});

test('interfaces that the runtime says to ignore are left out', () => {
  expect(readOnce(networkContainer, machine, { ...container, ignoreInterfaces: ['eth0'] })).toEqual([]);
});

test('a container in the host network has no figures of its own', () => {
  expect(networkContainer.plan(machine, { ...container, ownNetwork: false })).toEqual([]);
});

test('a container that has ended is planned without a fault', () => {
  expect(networkContainer.plan(machine, { ...container, pid: 4712 })).toEqual([]);
});
