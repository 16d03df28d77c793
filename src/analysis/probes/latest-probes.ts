import type { ProbeReport, ProbeResult } from '../../domain/runtimes.ts';
import type { UnixUs } from '../../domain/units.ts';
import { probeReportSchema } from './probe-schema.ts';

/** What was last seen of a runtime. */
export type LatestProbe = {
  readonly reportId: string;
  readonly measuredUnixUs: UnixUs;
  readonly version?: string;
  readonly results: readonly ProbeResult[];
};

/**
 * The newest probe of each runtime on this machine and this engine, by name: where a runtime was probed again in part, the newest answer to each
 * question, and the time of the newest. Documents that cannot be read are left out.
 */
export function latestProbes(
  documents: readonly unknown[],
  here: { readonly hostname: string; readonly socket: string },
): ReadonlyMap<string, LatestProbe> {
  const reports = documents
    .flatMap((document): ProbeReport[] => {
      const read = probeReportSchema.safeParse(document);
      return read.success ? [read.data] : [];
    })
    .filter(({ machine, engine }) => machine.hostname === here.hostname && engine.socket === here.socket)
    .toSorted((a, b) => a.measuredUnixUs - b.measuredUnixUs);
  const latest = new Map<string, LatestProbe>();
  for (const { id, measuredUnixUs, runtimes } of reports) {
    for (const { runtime, results } of runtimes) {
      if (results.length === 0) continue;
      const { name, version } = runtime;
      const before = latest.get(name);
      // Another version's answers are about another runtime.
      const kept = before?.version === version ? (before?.results ?? []) : [];
      const asked = new Set(results.map(({ capability }) => capability));
      latest.set(name, {
        reportId: id,
        measuredUnixUs,
        ...(version === undefined ? {} : { version }),
        results: [...kept.filter(({ capability }) => !asked.has(capability)), ...results],
      });
    }
  }
  return latest;
}
