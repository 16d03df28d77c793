import { expect, test } from 'vitest';
import type { Service } from '../domain/scenario.ts';
import type { ScenarioJob } from './measured.ts';
import { hasPeers, placesOf, planNetworks } from './plan-networks.ts';

function service(key: string, changes: Partial<Service> = {}): Service {
  return { key, containerName: key, networks: [], engineArgs: [], ...changes } as unknown as Service;
}

function on(...names: string[]): Service['networks'] {
  return names.map((name) => ({ name, aliases: [] }));
}

const SERVICES = [
  service('web', { networks: on('front', 'back') }),
  service('store', { networks: on('back') }),
  service('alone', { networks: on('own') }),
  service('host', { engineArgs: ['--network=host'] }),
];
const PLACES = new Map(SERVICES.map((one) => [one.key, placesOf('r', one)]));

test('names and address in the engine options hold for the first network', () => {
  const engineArgs = ['--network-alias=store', '--ip=10.9.8.7', '--init'];
  expect(placesOf('r', service('db', { networks: on('a', 'b'), engineArgs }))).toEqual([
    { networkName: 'joulelab-r-a', aliases: ['db', 'store'], ipv4Address: '10.9.8.7' },
    { networkName: 'joulelab-r-b', aliases: ['db'] },
  ]);
});

test('peers are those on a common network', () => {
  expect(['web', 'store', 'alone', 'host'].map((key) => hasPeers(key, PLACES))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test.each([
  [['web'], { front: false, back: true, own: false }],
  [['store'], { front: false, back: true, own: false }],
  [['alone'], { front: false, back: false, own: false }],
  [[], { front: false, back: false, own: false }],
])('addresses are fixed where %j find peers by hosts entries', (byHosts, expected) => {
  const policies = new Map(
    SERVICES.map(({ key }) => [key, { engineArgs: [], said: [], byHosts: byHosts.includes(key) }]),
  );
  const job = {
    runId: 'r',
    scenario: { networks: [{ name: 'front', internal: true }] },
  } as unknown as ScenarioJob;
  const planned = planNetworks(job, PLACES, policies);
  expect(
    Object.fromEntries(planned.map((one) => [one.name.slice('joulelab-r-'.length), one.fixedAddresses])),
  ).toEqual(expected);
  expect(planned.find(({ name }) => name === 'joulelab-r-front')?.internal).toBe(true);
});
