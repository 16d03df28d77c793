import type { Claims, ProbeResult } from './runtimes.ts';

/**
 * Whether what was seen here is another thing than what documents say. A claim with a condition ("partly") and a probe that says nothing
 * contradict nobody.
 */
export function contradicts({ capability, outcome }: ProbeResult, claims: Claims): boolean {
  const says = claims[capability]?.says;
  if (says === 'yes') return outcome === 'failed' || outcome === 'hung';
  return says === 'no' && outcome === 'passed';
}
