import { tableCurve } from './power-model.ts';
import { readSystems } from './specpower-systems.ts';

/** What the power model says of a row of a results table. */
export type RowPrediction = {
  /** The first row after the header is 1. */
  readonly row: number;
  readonly cpu: string;
  /** In watts, at 0, 10 … 100 % load. `low` to `high` is the 80 % band. */
  readonly levels: readonly {
    readonly load: number;
    readonly watts: number;
    readonly low: number;
    readonly high: number;
  }[];
};

/** Predictions for a table of machines (CSV text, forms as `readSystems` describes); columns of watts are not looked at. */
export function predictTable(csv: string): RowPrediction[] {
  return readSystems(csv).map(({ inputs }, index) => {
    const curve = tableCurve(inputs);
    const levels = Array.from({ length: 11 }, (_, level) => {
      const watts = curve.watts(level / 10);
      const { low, high } = curve.band(level / 10);
      return { load: level / 10, watts, low: watts * low, high: watts * high };
    });
    return { row: index + 1, cpu: inputs.cpuModel, levels };
  });
}
