import type { Difference, ProbeComparison } from '../../domain/probe-comparison.ts';
import { CAPABILITIES, type Capability, type ProbeReport, type ProbeResult } from '../../domain/runtimes.ts';

/** Compares by name of the runtime. A capability that was left out of one report is no difference. */
export function compareProbes(before: ProbeReport, after: ProbeReport): ProbeComparison {
  const probed = (report: ProbeReport) => report.runtimes.filter(({ results }) => results.length > 0);
  const names = [...new Set([...probed(before), ...probed(after)].map(({ runtime }) => runtime.name))];
  return {
    schema: 'joulelab.probe-comparison/1',
    before: { id: before.id, measuredUnixUs: before.measuredUnixUs },
    after: { id: after.id, measuredUnixUs: after.measuredUnixUs },
    facts: differences(factsOf(before), factsOf(after)),
    runtimes: names.map((name) => {
      const [one, two] = [before, after].map((report) =>
        probed(report).find(({ runtime }) => runtime.name === name),
      );
      const [first, second] = [resultsOf(one?.results), resultsOf(two?.results)];
      const asked = (Object.keys(CAPABILITIES) as Capability[]).filter(
        (key) => first.has(key) && second.has(key),
      );
      return {
        name,
        probedIn: one === undefined ? 'after' : two === undefined ? 'before' : 'both',
        facts:
          one === undefined || two === undefined ? [] : differences(runtimeFacts(one), runtimeFacts(two)),
        results: asked
          .map((what) => ({ what, before: first.get(what), after: second.get(what) }))
          .filter((pair) => pair.before?.outcome !== pair.after?.outcome),
        asked: asked.length,
      };
    }),
  };
}

function resultsOf(results: readonly ProbeResult[] = []): Map<Capability, ProbeResult> {
  return new Map(results.map((result) => [result.capability, result]));
}

type Facts = Readonly<Record<string, string | undefined>>;

function factsOf({ machine, engine, joulelabVersion }: ProbeReport): Facts {
  return {
    machine: machine.hostname,
    CPU: machine.cpuModel,
    kernel: machine.kernel,
    cgroup: machine.cgroup,
    engine: `${engine.name} ${engine.version}`,
    'rootless engine': engine.rootless ? 'yes' : 'no',
    'cgroup driver': engine.cgroupDriver,
    'storage driver': engine.storageDriver,
    joulelab: joulelabVersion,
  };
}

function runtimeFacts({ runtime }: ProbeReport['runtimes'][number]): Facts {
  return { version: runtime.version, binary: runtime.binary, arguments: runtime.args.join(' ') || undefined };
}

function differences(before: Facts, after: Facts): Difference<string>[] {
  return Object.keys(before)
    .filter((what) => before[what] !== after[what])
    .map((what) => ({ what, before: before[what], after: after[what] }));
}
