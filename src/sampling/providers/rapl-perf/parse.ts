import type { Emit, PlannedSource } from '../../provider.ts';

/** 8 bytes of a performance counter, little endian. The kernel has widened it to 64 bits and undone the register's wraps. */
export function parseEnergyEvent({ context }: PlannedSource, bytes: Uint8Array, emit: Emit): void {
  const { detail, stepUj } = context ?? {};
  if (bytes.length !== 8 || detail === undefined || stepUj === undefined) return;
  const count = Buffer.from(bytes.buffer, bytes.byteOffset, 8).readBigUInt64LE(0);
  const value = Math.round(Number(count) * stepUj);
  if (Number.isSafeInteger(value)) emit({ metric: 'energy_rapl_perf', detail, value });
}
