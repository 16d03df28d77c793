import { expect, test } from 'vitest';
import { assignAddresses } from './fixed-addresses.ts';

test.each([
  ['the next free ones, after the network and its gateway', '10.1.2.0/24', [], ['10.1.2.2', '10.1.2.3']],
  [
    "the scenario's own stay, wherever they are",
    '10.1.2.0/24',
    ['10.1.2.2'],
    ['10.1.2.2', '10.1.2.3', '10.1.2.4'],
  ],
  ['a subnet that does not begin at 0', '172.18.0.16/28', [], ['172.18.0.18', '172.18.0.19']],
  ['more than one byte of addresses', '172.31.255.0/22', [], ['172.31.252.2', '172.31.252.3']],
  ['high addresses', '223.255.254.0/24', [], ['223.255.254.2', '223.255.254.3']],
])('%s', (_, subnet, own, expected) => {
  const residents = [
    ...own.map((ipv4Address) => ({ key: ipv4Address, ipv4Address })),
    { key: 'a' },
    { key: 'b' },
  ];
  expect([...assignAddresses(subnet, residents).values()]).toEqual(expected);
});

test('a full subnet has no broadcast address left to give', () => {
  const residents = ['a', 'b', 'c', 'd', 'e'].map((key) => ({ key }));
  expect([...assignAddresses('10.0.0.8/29', residents).values()].at(-1)).toBe('10.0.0.14');
});

test.each([
  ['10.0.0.8/29', 6, 'no room for 6 services'],
  ['10.0.0.8/31', 1, 'no IPv4 subnet'],
  ['fd00::/64', 1, 'no IPv4 subnet'],
])('%s does not fit %i services', (subnet, count, why) => {
  const residents = Array.from({ length: count }, (_, index) => ({ key: String(index) }));
  expect(() => assignAddresses(subnet, residents)).toThrow(why);
});
