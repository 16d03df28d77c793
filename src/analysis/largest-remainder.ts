/**
 * Splits a whole amount into whole parts in proportion to `weights`, so that the parts add up to it exactly.
 *
 * Method of the largest remainder: every part is rounded down, then the units left over go to the parts that lost
 * most, the earlier one where two lost the same. Weights are rounded to whole numbers ≥ 0; where all are 0 the result is
 * undefined, as there is nothing to go by. Computed in BigInt, as amount × weight exceeds 2^53.
 */
export function splitWhole(amount: number, weights: readonly number[]): number[] | undefined {
  const whole = weights.map((weight) => BigInt(Math.max(0, Math.round(weight))));
  const sum = whole.reduce((total, weight) => total + weight, 0n);
  if (sum === 0n) return undefined;
  const products = whole.map((weight) => BigInt(amount) * weight);
  const parts = products.map((product) => Number(product / sum));
  const byRemainder = products
    .map((product, index) => ({ index, remainder: product % sum }))
    .toSorted((a, b) =>
      a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1,
    );
  const left = amount - parts.reduce((total, part) => total + part, 0);
  for (const { index } of byRemainder.slice(0, left)) parts[index] = (parts[index] as number) + 1;
  return parts;
}
