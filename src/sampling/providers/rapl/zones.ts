import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Environment } from '../../../domain/environment.ts';

/** An energy meter of the powercap framework. */
export type RaplZone = {
  /** `package-0`, `core-0`, `dram-0`, `psys`: unique among the zones of a machine. */
  readonly detail: string;
  /** The counter, in µJ. */
  readonly path: string;
  /** The value at which the counter starts again from 0. */
  readonly wrapsAt?: number;
};

const ZONE = /^intel-rapl(-[a-z]+)?(:\d+)+$/;

/**
 * The machine's RAPL zones, packages first.
 *
 * A client CPU shows the same package through its model-specific registers (`intel-rapl:0`) and through memory-mapped
 * ones (`intel-rapl-mmio:0`): a zone is taken once, the former first. AMD's zones have the same names.
 * Source: kernel's power/powercap/powercap.rst, drivers/powercap/intel_rapl_common.c.
 */
export function raplZones(env: Environment): readonly RaplZone[] {
  const folder = `${env.roots.sysfs}/class/powercap`;
  if (!existsSync(folder)) return [];
  const zones = new Map<string, RaplZone>();
  for (const name of readdirSync(folder)
    .filter((entry) => ZONE.test(entry))
    .sort(byInterfaceThenNumber)) {
    const detail = zoneDetail(folder, name);
    const path = `${folder}/${name}/energy_uj`;
    if (detail === undefined || zones.has(detail) || !existsSync(path)) continue;
    const range = readNumber(`${folder}/${name}/max_energy_range_uj`);
    zones.set(detail, { detail, path, ...(range === undefined ? {} : { wrapsAt: range + 1 }) });
  }
  return [...zones.values()];
}

/** `core` below `package-1` is `core-1`; packages and psys have a name of their own. */
function zoneDetail(folder: string, zone: string): string | undefined {
  const name = readName(folder, zone);
  const parent = zone.slice(0, zone.lastIndexOf(':'));
  if (name === undefined || !parent.includes(':')) return name;
  const parentName = readName(folder, parent);
  return parentName?.startsWith('package-') ? `${name}${parentName.slice('package'.length)}` : name;
}

function readName(folder: string, zone: string): string | undefined {
  const path = `${folder}/${zone}/name`;
  return existsSync(path) ? readFileSync(path, 'latin1').trim() : undefined;
}

function readNumber(path: string): number | undefined {
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'latin1').trim();
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** `intel-rapl` before `intel-rapl-mmio`, `…:9` before `…:10`, a zone before its parts. */
function byInterfaceThenNumber(left: string, right: string): number {
  const [leftInterface = '', ...leftNumbers] = left.split(':');
  const [rightInterface = '', ...rightNumbers] = right.split(':');
  if (leftInterface !== rightInterface) return leftInterface < rightInterface ? -1 : 1;
  for (const [index, number] of leftNumbers.entries()) {
    const difference = Number(number) - Number(rightNumbers[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return leftNumbers.length - rightNumbers.length;
}
