import type { Capability, ProbeResult } from '../../domain/runtimes.ts';
import type { Probe } from './probe.ts';
import { FIRST_PROBE, OTHER_PROBES } from './registry.ts';
import { type ProbeTaking, takeProbe } from './take-probe.ts';

export type RuntimeProbing = ProbeTaking & {
  /** Absent: all. `run` is always asked. */
  readonly only?: readonly Capability[];
  readonly onResult?: (result: ProbeResult) => void;
};

/** Probes that measure nothing go side by side; more of them would only wait for the machine. */
const SIDE_BY_SIDE = 3;

/**
 * Asks a runtime everything, or what was chosen. One that starts no container is asked nothing else, and one that has hung is
 * asked nothing else once the engine does not answer any more.
 * @throws the signal's reason, after everything has been removed
 */
export async function probeRuntime(probing: RuntimeProbing): Promise<ProbeResult[]> {
  const { only, onResult } = probing;
  const tell = (result: ProbeResult): ProbeResult => {
    onResult?.(result);
    return result;
  };
  const first = tell(await takeProbe(FIRST_PROBE, probing));
  const others = OTHER_PROBES.filter(({ capability }) => only === undefined || only.includes(capability));
  if (first.outcome !== 'passed')
    return [first, ...skipAll(others, `not asked: run ${WORDS[first.outcome]}`)];
  let hung = false;
  const take = async (probe: Probe): Promise<ProbeResult> => {
    if (hung && !(await probing.engine.answers()))
      return tell(skip(probe, 'not asked: the engine does not answer any more'));
    const result = tell(await takeProbe(probe, probing));
    hung ||= result.outcome === 'hung';
    return result;
  };
  const light = await mapSideBySide(
    others.filter(({ alone }) => alone !== true),
    take,
  );
  const results = [first, ...light];
  for (const probe of others.filter(({ alone }) => alone === true)) results.push(await take(probe));
  return inOrder(results);
}

const WORDS: Readonly<Record<ProbeResult['outcome'], string>> = {
  passed: 'passed',
  failed: 'failed',
  skipped: 'was not asked',
  hung: 'hung',
  broken: 'could not be asked',
};

function skip({ capability }: Probe, evidence: string): ProbeResult {
  return { capability, outcome: 'skipped', evidence, durationMs: 0 };
}

function skipAll(probes: readonly Probe[], evidence: string): ProbeResult[] {
  return probes.map((probe) => skip(probe, evidence));
}

function inOrder(results: readonly ProbeResult[]): ProbeResult[] {
  const order = [FIRST_PROBE, ...OTHER_PROBES].map(({ capability }) => capability);
  return results.toSorted((a, b) => order.indexOf(a.capability) - order.indexOf(b.capability));
}

/** Some at a time. When one throws, those that are under way end first: they remove what they made. */
async function mapSideBySide(
  probes: readonly Probe[],
  take: (probe: Probe) => Promise<ProbeResult>,
): Promise<ProbeResult[]> {
  const queue = [...probes];
  const results: ProbeResult[] = [];
  const work = async (): Promise<void> => {
    for (let probe = queue.shift(); probe !== undefined; probe = queue.shift())
      results.push(await take(probe));
  };
  const ends = await Promise.allSettled(Array.from({ length: SIDE_BY_SIDE }, work));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return results;
}
