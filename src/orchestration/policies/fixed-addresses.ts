import { JoulelabError } from '../../domain/errors.ts';

/** Whoever is on a network, and the address that the scenario gives it. */
export type Resident = { readonly key: string; readonly ipv4Address?: string };

/**
 * An address in the subnet for every resident: its own, else the next free one. The network's own address, its broadcast
 * address and the first one, which the engine takes for itself, are left out.
 *
 * @param subnet IPv4 in CIDR notation: `172.18.0.0/16`
 * @throws JoulelabError `not-supported` where the subnet is too small or no IPv4 one
 */
export function assignAddresses(subnet: string, residents: readonly Resident[]): Map<string, string> {
  const range = rangeOf(subnet);
  if (range === undefined) throw unfit(subnet, 'it is no IPv4 subnet');
  const taken = new Set(residents.flatMap(({ ipv4Address }) => ipv4Address ?? []));
  const addresses = new Map<string, string>();
  let next = range.first + 1;
  for (const { key, ipv4Address } of residents) {
    while (taken.has(textOf(next))) next += 1;
    if (ipv4Address === undefined && next > range.last)
      throw unfit(subnet, `it has no room for ${residents.length} services`);
    addresses.set(key, ipv4Address ?? textOf(next));
    if (ipv4Address === undefined) next += 1;
  }
  return addresses;
}

/** First and last address that a host may have. */
function rangeOf(subnet: string): { first: number; last: number } | undefined {
  const [, address, bits] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(subnet) ?? [];
  if (address === undefined || Number(bits) > 30) return undefined;
  const size = 2 ** (32 - Number(bits));
  const value = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const base = Math.floor(value / size) * size;
  return { first: base + 1, last: base + size - 2 };
}

function textOf(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

function unfit(subnet: string, why: string): JoulelabError {
  return new JoulelabError(
    'not-supported',
    `Services cannot get fixed addresses in the subnet ${subnet}: ${why}.`,
    {
      advice:
        "Give the network a larger IPv4 subnet, or leave the subnet out: the engine's own choice is used then.",
    },
  );
}
