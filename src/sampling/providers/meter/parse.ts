import type { EmitReading, StreamPlan } from '../../stream.ts';
import { PROTOCOLS } from './protocols.ts';

/** An answer of a meter to power and energy. What is no JSON, or no answer of that meter, has no values. */
export function parseMeter(plan: StreamPlan, text: string, emit: EmitReading): void {
  const { metric: protocol = '', detail: host = '' } = plan.context ?? {};
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return;
  }
  for (const { channel, watts, joules } of PROTOCOLS[protocol]?.read(answer) ?? []) {
    const detail = channel === undefined ? host : `${host}/${channel}`;
    if (isAmount(watts)) emit({ metric: 'power_meter', detail, value: Math.round(watts * 1e6) });
    if (isAmount(joules)) emit({ metric: 'energy_meter', detail, value: Math.round(joules * 1e6) });
  }
}

/** A plug that feeds back shows a negative power: no figure for a consumer. */
function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
