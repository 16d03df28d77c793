import type { ServiceFacts } from '../domain/run.ts';
import type { CpuUse } from './attribution.ts';
import type { RecordedSeries } from './recorded-series.ts';
import type { Span } from './span.ts';

const KINDS = ['container', 'command', 'service'] as const;

/**
 * Who used how much CPU time in a span. A target that did not exist in it is left out.
 *
 * @param services which rows the counter of a service holds besides its own: they are taken off, so that nothing counts twice
 */
export function cpuUse(recorded: RecordedSeries, span: Span, services: readonly ServiceFacts[]): CpuUse {
  const targets = KINDS.flatMap((kind) =>
    targetsOf(recorded, `cpu_time_${kind}`).flatMap((name) => {
      const total = recorded.total(`cpu_time_${kind}`, name, span);
      return total === undefined ? [] : [{ kind, name, cpuUs: total.value }];
    }),
  );
  const tools = targetsOf(recorded, 'cpu_time_tool').map((name) => ({
    name,
    cpuUs: recorded.total('cpu_time_tool', name, span)?.value ?? 0,
  }));
  const own = ownUse(new Map([...targets, ...tools].map(({ name, cpuUs }) => [name, cpuUs])), services);
  const system = recorded.total('cpu_time_system', 'machine', span);
  return {
    targets: targets.map((target) => ({ ...target, cpuUs: own.get(target.name) ?? target.cpuUs })),
    toolCpuUs: tools.reduce((sum, { cpuUs }) => sum + cpuUs, 0),
    ...(system === undefined ? {} : { systemBusyUs: system.value }),
  };
}

/**
 * Takes off each service's counter what it holds of others, the innermost first, so that one in one in another is taken off
 * once. At least 0: the counters of processes have steps of 10 ms.
 */
export function ownUse(
  counted: ReadonlyMap<string, number>,
  services: readonly ServiceFacts[],
): ReadonlyMap<string, number> {
  const own = new Map(counted);
  for (const { name, holds } of services.toSorted((a, b) => a.holds.length - b.holds.length)) {
    const all = counted.get(name);
    if (all === undefined) continue;
    const others = holds.reduce((sum, held) => sum + (own.get(held) ?? 0), 0);
    own.set(name, Math.max(0, all - others));
  }
  return own;
}

/** Mean utilisation of all threads: busy / (busy + idle + steal). Undefined where no tick passed or none was recorded. */
export function cpuUtilisation(recorded: RecordedSeries, span: Span): number | undefined {
  const busy = recorded.total('cpu_time_system', 'machine', span)?.value;
  const idle = recorded.total('cpu_idle_time_system', 'machine', span)?.value;
  if (busy === undefined || idle === undefined) return undefined;
  const all = busy + idle + (recorded.total('cpu_steal_time_system', 'machine', span)?.value ?? 0);
  return all > 0 ? busy / all : undefined;
}

function targetsOf(recorded: RecordedSeries, metric: string): string[] {
  return [...new Set(recorded.of(metric).map((series) => series.target))];
}
