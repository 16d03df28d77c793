import type { CpuUse } from './attribution.ts';
import type { RecordedSeries } from './recorded-series.ts';
import type { Span } from './span.ts';

/** Who used how much CPU time in a span. A target that did not exist in it is left out. */
export function cpuUse(recorded: RecordedSeries, span: Span): CpuUse {
  const targets = (['container', 'command'] as const).flatMap((kind) =>
    targetsOf(recorded, `cpu_time_${kind}`).flatMap((name) => {
      const total = recorded.total(`cpu_time_${kind}`, name, span);
      return total === undefined ? [] : [{ kind, name, cpuUs: total.value }];
    }),
  );
  const toolCpuUs = targetsOf(recorded, 'cpu_time_tool').reduce(
    (sum, name) => sum + (recorded.total('cpu_time_tool', name, span)?.value ?? 0),
    0,
  );
  const system = recorded.total('cpu_time_system', 'machine', span);
  return { targets, toolCpuUs, ...(system === undefined ? {} : { systemBusyUs: system.value }) };
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
