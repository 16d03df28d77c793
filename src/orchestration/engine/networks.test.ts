import { expect, test } from 'vitest';
import { subnetFor } from './networks.ts';

test.each([
  [[], undefined],
  [['10.1.2.3'], '10.1.2.0/24'],
  [['10.1.2.3', '10.1.2.250'], '10.1.2.0/24'],
  [['10.1.2.3', '10.1.20.3'], '10.1.0.0/16'],
])('%j need %s', (addresses, subnet) => {
  expect(subnetFor(addresses)).toBe(subnet);
});
