import { completeLines, parseUnsigned } from '../../kernel-text.ts';

/** scaling_cur_freq: kHz. `<unknown>` where the driver does not know. */
export function parseFrequency(bytes: Uint8Array): number | undefined {
  const kilohertz = parseUnsigned(completeLines(bytes)[0]);
  const hertz = kilohertz === undefined ? undefined : kilohertz * 1000;
  return hertz === undefined || !Number.isSafeInteger(hertz) ? undefined : hertz;
}
