import type { EmitReading, StreamPlan } from '../../stream.ts';

/** `{"blockBytes":4096,"blocks":100,"free":40}` to the bytes of the blocks that are not free. */
export function parseUsed({ context }: StreamPlan, text: string, emit: EmitReading): void {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return;
  }
  const value = usedBytes(answer);
  if (value === undefined) return;
  emit({
    metric: 'disk_used_bytes_system',
    value,
    ...(context === undefined ? {} : { detail: context.detail }),
  });
}

function usedBytes(answer: unknown): number | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const { blockBytes, blocks, free } = answer as Readonly<Record<string, unknown>>;
  const used = (Number(blocks) - Number(free)) * Number(blockBytes);
  const known = [blockBytes, blocks, free].every((one) => typeof one === 'number');
  return known && Number.isSafeInteger(used) && used >= 0 ? used : undefined;
}
