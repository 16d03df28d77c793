import { existsSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { basename } from 'node:path';
import type { Environment } from '../domain/environment.ts';
import { readText } from './read-text.ts';

/** A chip of the kernel's hardware monitoring. */
export type HwmonChip = {
  /** What the driver calls it: `coretemp`, `amdgpu`. */
  readonly driver: string;
  /** Its name as `sensors` shows it: `coretemp-isa-0000`. */
  readonly name: string;
  readonly folder: string;
};

/** A sensor of a chip: one file. */
export type HwmonSensor = {
  readonly path: string;
  /** `temp`, `fan`, `power` or `energy`. */
  readonly kind: SensorKind;
  /** The label that the chip has for it, else `temp1`. */
  readonly label: string;
};

export type SensorKind = 'temp' | 'fan' | 'power' | 'energy';

const SENSOR = /^(temp|fan|energy|power)(\d+)_(input|average)$/;

/** The machine's chips in the order of their numbers. Source: Documentation/hwmon/sysfs-interface.rst. */
export function hwmonChips(env: Environment): readonly HwmonChip[] {
  const root = `${env.roots.sysfs}/class/hwmon`;
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .filter((entry) => /^hwmon\d+$/.test(entry))
    .sort((left, right) => Number(left.slice(5)) - Number(right.slice(5)))
    .flatMap((entry) => {
      const folder = `${root}/${entry}`;
      const driver = readText(`${folder}/name`).trim() || undefined;
      return driver === undefined
        ? []
        : [{ driver, name: chipName(driver, `${folder}/device`, entry), folder }];
    });
}

/** The sensors of a chip, by kind and number. Power is the mean that the chip itself takes, where it takes one. */
export function hwmonSensors({ folder }: HwmonChip): readonly HwmonSensor[] {
  const files = readdirSync(folder)
    .flatMap((file) => {
      const [, kind, number, form] = SENSOR.exec(file) ?? [];
      return kind === undefined || number === undefined
        ? []
        : [{ file, kind: kind as SensorKind, number: Number(number), form }];
    })
    .filter(({ kind, form, number }) =>
      kind === 'power'
        ? form === 'average' || !existsSync(`${folder}/power${number}_average`)
        : form === 'input',
    )
    .sort((left, right) => left.kind.localeCompare(right.kind) || left.number - right.number);
  const used = new Set<string>();
  return files.map(({ file, kind, number }) => {
    const own = readText(`${folder}/${kind}${number}_label`).trim() || undefined;
    const label = own === undefined || used.has(`${kind} ${own}`) ? `${kind}${number}` : own;
    used.add(`${kind} ${label}`);
    return { path: `${folder}/${file}`, kind, label };
  });
}

/**
 * A chip's name as lm-sensors makes it from its bus and address, because numbers of hwmon folders change from boot to
 * boot. Source: lm-sensors, lib/sysfs.c and lib/data.c.
 */
function chipName(driver: string, device: string, entry: string): string {
  if (!existsSync(device)) return `${driver}-virtual-0`;
  const bus = linkName(`${device}/subsystem`);
  const id = basename(realpathSync(device));
  if (bus === 'nvme' && existsSync(`${device}/device`)) return chipName(driver, `${device}/device`, entry);
  if (bus === 'pci') return `${driver}-pci-${pciAddress(id) ?? id}`;
  if (bus === 'platform' || bus === 'of_platform')
    return `${driver}-isa-${hex(Number(/\.(\d+)$/.exec(id)?.[1] ?? 0), 4)}`;
  if (bus === 'i2c') return `${driver}-i2c-${i2cAddress(id) ?? id}`;
  if (bus === 'acpi') return `${driver}-acpi-0`;
  return `${driver}-${entry}`;
}

function pciAddress(id: string): string | undefined {
  const numbers = /^([0-9a-f]+):([0-9a-f]+):([0-9a-f]+)\.([0-9a-f]+)$/.exec(id)?.slice(1);
  if (numbers === undefined) return undefined;
  const [domain = 0, bus = 0, slot = 0, unit = 0] = numbers.map((text) => Number.parseInt(text, 16));
  return hex(domain * 2 ** 16 + bus * 2 ** 8 + slot * 2 ** 3 + unit, 4);
}

function i2cAddress(id: string): string | undefined {
  const [, bus, address] = /^(\d+)-([0-9a-f]{4})$/.exec(id) ?? [];
  return bus === undefined || address === undefined
    ? undefined
    : `${bus}-${hex(Number.parseInt(address, 16), 2)}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

function linkName(path: string): string | undefined {
  try {
    return basename(readlinkSync(path));
  } catch {
    return undefined;
  }
}
