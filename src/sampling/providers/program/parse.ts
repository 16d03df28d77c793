import type { EmitReading, StreamPlan } from '../../stream.ts';

const LINE = /^(\d{16}) (\d{1,16}(?:\.\d{1,9})?)(?: (\S[^\n]{0,100}))?$/;

/**
 * `<µs since 1970> <value> [<detail>]`, separated by single blanks. A negative value is not understood: neither counters nor
 * the quantities here have one. Source: docs.green-coding.io, "Metric providers", output formats.
 */
export function parseProgramLine(plan: StreamPlan, line: string, emit: EmitReading): void {
  const { context } = plan;
  const [, time, value, detail] = LINE.exec(line.trimEnd()) ?? [];
  if (context === undefined || time === undefined || value === undefined) return;
  const scaled = Number(value) * context.factor;
  emit({
    metric: context.metric,
    detail: detail === undefined ? context.detail : `${context.detail}/${detail}`,
    // Ratios are fractions; all else is stored whole.
    value: context.metric === 'ratio_external' ? scaled : Math.round(scaled),
    unixUs: Number(time),
    ...(context.delta === true ? { delta: true } : {}),
  });
}
