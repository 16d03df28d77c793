import { closeSync, openSync, readSync } from 'node:fs';
import type { Environment } from '../../../domain/environment.ts';
import { readText } from '../../read-text.ts';

export type CpuModel = { readonly vendor: string; readonly family: number; readonly model: number };

export type EnergyRegisters = {
  /** Register that holds the size of a step. */
  readonly unit: number;
  readonly domains: readonly { readonly name: string; readonly register: number }[];
};

/** Source: Intel SDM volume 4, MSR_RAPL_POWER_UNIT, MSR_PKG_ENERGY_STATUS and so on. psys is left out: its unit varies. */
const INTEL: EnergyRegisters = {
  unit: 0x606,
  domains: [
    { name: 'package', register: 0x611 },
    { name: 'dram', register: 0x619 },
    { name: 'core', register: 0x639 },
    { name: 'uncore', register: 0x641 },
  ],
};

/** Source: AMD PPR for family 17h, RAPL_PWR_UNIT and PKG_ENERGY_STAT. Cores have a register each, which is not read. */
const AMD: EnergyRegisters = {
  unit: 0xc0010299,
  domains: [{ name: 'package', register: 0xc001029b }],
};

/** Intel servers whose memory counts in steps of 2^-16 J whatever the unit register says. Source: rapl_defaults_hsw_server. */
const FIXED_DRAM_UNIT: ReadonlySet<number> = new Set([0x3f, 0x4f, 0x55, 0x56, 0x57, 0x6a, 0x6c, 0x85]);

/** The energy registers of a CPU; undefined where none are known. */
export function registersOf({ vendor, family, model }: CpuModel): EnergyRegisters | undefined {
  if (vendor === 'GenuineIntel' && family === 6 && model >= 0x2a) return INTEL;
  return (vendor === 'AuthenticAMD' || vendor === 'HygonGenuine') && family >= 0x17 ? AMD : undefined;
}

/** One step of a domain's counter in µJ: 2^-ESU J, with ESU in bits 12 to 8 of the unit register. */
export function energyStepUj(model: CpuModel, domain: string, unit: bigint): number {
  const fixed = model.vendor === 'GenuineIntel' && domain === 'dram' && FIXED_DRAM_UNIT.has(model.model);
  const exponent = fixed ? 16 : Number((unit >> 8n) & 0x1fn);
  return 1e6 / 2 ** exponent;
}

export function cpuModel(env: Environment): CpuModel {
  const text = readText(`${env.roots.procfs}/cpuinfo`);
  const field = (name: string): string => new RegExp(`^${name}\\s*: *(.*)$`, 'm').exec(text)?.[1] ?? '';
  return { vendor: field('vendor_id'), family: Number(field('cpu family')), model: Number(field('model')) };
}

/** A register's 64 bits; undefined where it does not exist or may not be read. */
export function readMsr(path: string, register: number): bigint | undefined {
  const bytes = Buffer.alloc(8);
  try {
    const fd = openSync(path, 'r');
    try {
      return readSync(fd, bytes, 0, 8, register) === 8 ? bytes.readBigUInt64LE(0) : undefined;
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}
