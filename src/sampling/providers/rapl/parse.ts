import { completeLines, parseUnsigned } from '../../kernel-text.ts';

/** energy_uj of powercap: one number of µJ. */
export function parseEnergy(bytes: Uint8Array): number | undefined {
  return parseUnsigned(completeLines(bytes)[0]);
}
