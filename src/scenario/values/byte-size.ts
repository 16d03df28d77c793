const SIZE = /^(\d+(?:\.\d+)?)\s*([bkmgt]?)(?:i?b)?$/i;
const POWERS = ['b', 'k', 'm', 'g', 't'];

export const SIZE_EXPECTED = 'a size such as 512M or 1.5g (B, K, M, G, T, each 1024 of the one before)';

/** Memory sizes in bytes, units 1024-based: `1k` → 1024; undefined where the text is none. */
export function parseByteSize(text: string): number | undefined {
  const match = SIZE.exec(text.trim());
  if (match === null) return undefined;
  const power = Math.max(0, POWERS.indexOf((match[2] ?? '').toLowerCase()));
  const bytes = Math.round(Number(match[1]) * 1024 ** power);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
