/** What the power model says of a machine; the same shape as analysis gives it. */
export type ListedPrediction = {
  readonly row: number;
  readonly cpu: string;
  readonly levels: readonly {
    readonly load: number;
    readonly watts: number;
    readonly low: number;
    readonly high: number;
  }[];
};

/** A CSV table: `row`, `cpu`, then for each load level `w_idle`, `w_idle_low`, `w_idle_high`, `w_10`… in watts. */
export function renderPredictions(predictions: readonly ListedPrediction[]): string {
  const names = (predictions[0]?.levels ?? []).flatMap(({ load }) => {
    const name = load === 0 ? 'w_idle' : `w_${Math.round(load * 100)}`;
    return [name, `${name}_low`, `${name}_high`];
  });
  const rows = predictions.map(({ row, cpu, levels }) => [
    String(row),
    `"${cpu.replaceAll('"', '""')}"`,
    ...levels.flatMap(({ watts, low, high }) => [watts, low, high].map((value) => value.toFixed(1))),
  ]);
  return [['row', 'cpu', ...names], ...rows].map((cells) => `${cells.join(',')}\n`).join('');
}
