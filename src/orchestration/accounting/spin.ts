import type { AccountingFacts } from '../../domain/run.ts';

/** Some 0.1 s of a shell's time, with nothing but what every shell has; `times` says in its first line how much it was. */
export const SPIN = 'i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done; times';

/** `times` has steps of 10 ms, user and system each; process-tree accounting has such steps too. */
const STEPS_US = 40_000;
/** A kernel of the guest's own counts as used what it waited for the host's CPU. Accounted in the wrong place it would be next to nothing. */
const LEAST_SHARE = 0.5;

/** First line of the shell's `times`: its own user and system time, `0m0.080s 0m0.020s`. Source: POSIX, times. */
export function parseTimes(output: string): number | undefined {
  const found = [...(output.split('\n', 1)[0] ?? '').matchAll(/(\d+)m(\d+(?:\.\d+)?)s/g)];
  if (found.length !== 2) return undefined;
  return Math.round(
    found.reduce((sum, [, minutes, seconds]) => sum + (Number(minutes) * 60 + Number(seconds)) * 1e6, 0),
  );
}

/** Whether what was spun shows up. More may: the runtime's own work to start a command is in it. */
export function judge(
  spunUs: number | undefined,
  beforeUs: number | undefined,
  afterUs: number | undefined,
): Pick<AccountingFacts, 'check' | 'seen'> {
  if (spunUs === undefined)
    return { check: 'not-verified', seen: 'the shell of the image does not tell its times' };
  if (beforeUs === undefined || afterUs === undefined)
    return { check: 'wrong', seen: 'no CPU time is accounted' };
  const accountedUs = afterUs - beforeUs;
  const seen = `${Math.round(spunUs / 1000)} ms were spun, ${Math.round(accountedUs / 1000)} ms accounted`;
  return { check: accountedUs >= spunUs * LEAST_SHARE - STEPS_US ? 'verified' : 'wrong', seen };
}
