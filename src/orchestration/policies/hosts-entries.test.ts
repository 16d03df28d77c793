import { expect, test } from 'vitest';
import { hostsEntries } from './hosts-entries.ts';

const PLACES = new Map([
  [
    'web',
    [
      { networkName: 'front', aliases: ['web', 'pages'], ipv4Address: '10.0.1.2' },
      { networkName: 'back', aliases: ['web', 'inner'], ipv4Address: '10.0.2.2' },
    ],
  ],
  ['client', [{ networkName: 'front', aliases: ['client', 'pages'], ipv4Address: '10.0.1.3' }]],
  ['store', [{ networkName: 'back', aliases: ['store'], ipv4Address: '10.0.2.3' }]],
]);

function lines(key: string, engineArgs: readonly string[] = []): string[] {
  return hostsEntries(key, PLACES, engineArgs).map(({ name, address }) => `${name} ${address}`);
}

test('all names on the networks that a service is in, its own too; an alias of two services has both addresses', () => {
  expect(lines('client')).toEqual(['web 10.0.1.2', 'pages 10.0.1.2', 'client 10.0.1.3', 'pages 10.0.1.3']);
  expect(lines('store')).toEqual(['web 10.0.2.2', 'inner 10.0.2.2', 'store 10.0.2.3']);
});

test('in several networks the first that both are in counts', () => {
  expect(lines('web')).toEqual([
    'web 10.0.1.2',
    'pages 10.0.1.2',
    'inner 10.0.2.2',
    'client 10.0.1.3',
    'pages 10.0.1.3',
    'store 10.0.2.3',
  ]);
});

test("the scenario's own entries win", () => {
  expect(lines('store', ['--add-host=web:192.0.2.1', '--add-host=inner=192.0.2.1'])).toEqual([
    'store 10.0.2.3',
  ]);
});
