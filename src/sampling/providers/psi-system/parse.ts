import { completeLines, parseUnsigned } from '../../kernel-text.ts';
import type { Emit } from '../../provider.ts';

/** What tasks can wait for. */
export const PRESSURES = ['cpu', 'memory', 'io'] as const;

/**
 * Lines `some avg10=0.00 avg60=0.00 avg300=0.00 total=12345` and `full …`: totals in µs, by line. The averages are left out:
 * the counter says more. Source: Documentation/accounting/psi.rst.
 */
export function parsePressure(bytes: Uint8Array, metric: string, emit: Emit): void {
  for (const line of completeLines(bytes)) {
    const [, detail, total] = /^(some|full) .*\btotal=(\d+)$/.exec(line) ?? [];
    const value = parseUnsigned(total);
    if (detail !== undefined && value !== undefined) emit({ metric, detail, value });
  }
}
