/**
 * Takes one-sample dips out of a counter that is the sum over a process tree, in place.
 *
 * When a process ends, its time moves to its parent. A round reads parents first: where the parent has waited for it
 * between the two reads, that round has neither, and the next round has all again. A fall that lasts is another thing (a
 * process that nobody waited for) and stays, as a reset.
 */
export function bridgeDips(values: Float64Array): void {
  for (let i = 1; i + 1 < values.length; i += 1) {
    const before = values[i - 1] as number;
    if ((values[i] as number) < before && (values[i + 1] as number) >= before) values[i] = before;
  }
}
