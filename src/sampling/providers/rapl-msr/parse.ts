import type { Emit, PlannedSource } from '../../provider.ts';

/** 8 bytes of an energy status register, little endian: the low 32 bits count in steps that the unit register tells. */
export function parseEnergyRegister(source: PlannedSource, bytes: Uint8Array, emit: Emit): void {
  const { detail, stepUj, wrapsAt } = source.context ?? {};
  if (bytes.length !== 8 || detail === undefined || stepUj === undefined || wrapsAt === undefined) return;
  const count = Buffer.from(bytes.buffer, bytes.byteOffset, 8).readUInt32LE(0);
  emit({ metric: 'energy_rapl_msr', detail, value: Math.round(count * stepUj), wrapsAt });
}
