import { completeLines, parseUnsigned } from '../../kernel-text.ts';

/** core_throttle_count and package_throttle_count: one number. */
export function parseCount(bytes: Uint8Array): number | undefined {
  return parseUnsigned(completeLines(bytes)[0]);
}
