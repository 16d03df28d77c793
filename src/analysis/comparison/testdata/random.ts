/** Random numbers that are the same in every run of the tests. */
export type Random = {
  /** n values with mean 1 and this coefficient of variation. */
  readonly sample: (count: number, variation: number) => number[];
};

/** Values from a normal distribution. */
export function normalRandom(seed: number): Random {
  const next = standardNormal(seed);
  return { sample: (count, variation) => Array.from({ length: count }, () => 1 + variation * next()) };
}

/** Values from a log-normal distribution: skewed to the right, as times and energies are. */
export function logNormalRandom(seed: number): Random {
  const next = standardNormal(seed);
  return {
    sample: (count, variation) => {
      const variance = Math.log1p(variation ** 2);
      return Array.from({ length: count }, () => Math.exp(Math.sqrt(variance) * next() - variance / 2));
    },
  };
}

/** Box and Muller's method on mulberry32, a generator of 32 bits of state. */
function standardNormal(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
