/**
 * Whether a version is at least another one, by their numbers: `3.30.0`, `release-20260714.0`, `28.0.1+dfsg1`; Debian's `0.0~20221219.0`
 * counts by its date. Undefined where the version tells no number.
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
  const upstream = version.replace(/^0\.0~/, '');
  return (/\d+(?:\.\d+)*/.exec(upstream)?.[0] ?? '').split('.').filter(Boolean).map(Number);
}

/**
 * The version in what a runtime prints for `--version`: `runc version 1.1.5`, `youki version: 0.5.7`, `version: 0.6.5` on a line of its own
 * (Sysbox), `…, version: 3.29.0, commit: …` (the shims of Kata), `kata-runtime  : 3.2.0`. Undefined where there is none.
 */
export function parseVersion(output: string): string | undefined {
  return (
    /\bversion:?[ \t]+([^\s,]+)/.exec(output)?.[1] ?? /^kata-runtime[ \t]*:[ \t]*(\S+)/m.exec(output)?.[1]
  );
}
