/**
 * Whether a version is at least another one, by their numbers: `3.30.0`, `release-20260714.0`, `28.0.1+dfsg1`.
 * Undefined where the version tells no number.
 */
export function isAtLeast(version: string | undefined, least: string): boolean | undefined {
  const own = numbersOf(version ?? '');
  if (own.length === 0) return undefined;
  for (const [index, wanted] of numbersOf(least).entries()) {
    const here = own[index] ?? 0;
    if (here !== wanted) return here > wanted;
  }
  return true;
}

function numbersOf(version: string): number[] {
  return (/\d+(?:\.\d+)*/.exec(version)?.[0] ?? '').split('.').filter(Boolean).map(Number);
}
