import type { Environment } from '../../../domain/environment.ts';
import { listCpus, readNumber } from '../../cpu-list.ts';
import { readText } from '../../read-text.ts';

/** An energy counter of the kernel's `power` unit, of one CPU package. */
export type EnergyEvent = {
  /** `package-0`, `core-0`, `dram-0`, `uncore-0`, `psys`: the names that powercap gives to the same meters. */
  readonly detail: string;
  /** How the recorder opens it: `perf:TYPE:CONFIG:CPU`. */
  readonly path: string;
  /** One count in µJ. */
  readonly stepUj: number;
};

/** Domains of powercap by the kernel's names of the events. */
const DOMAINS = { pkg: 'package', cores: 'core', ram: 'dram', gpu: 'uncore', psys: 'psys' } as const;

export function powerUnit(env: Environment): string {
  return `${env.roots.sysfs}/bus/event_source/devices/power`;
}

/**
 * The energy events of the machine, for one CPU of each package (`cpumask`), packages first.
 *
 * Source: arch/x86/events/rapl.c; Documentation/ABI/testing/sysfs-bus-event_source-devices-events.
 */
export function energyEvents(env: Environment): readonly EnergyEvent[] {
  const type = readNumber(`${powerUnit(env)}/type`);
  if (type === undefined) return [];
  const chips = new Map(listCpus(env).map(({ number, chip }) => [number, chip]));
  return cpusOf(readText(`${powerUnit(env)}/cpumask`).trim()).flatMap((cpu, index) =>
    Object.entries(DOMAINS).flatMap(([event, domain]) => {
      const { config, stepUj } = readEvent(env, `energy-${event}`);
      if (config === undefined || stepUj === undefined) return [];
      const detail = domain === 'psys' ? domain : `${domain}-${chips.get(cpu) ?? index}`;
      // The whole platform has one counter, whichever package is asked.
      if (domain === 'psys' && index > 0) return [];
      return [{ detail, path: `perf:${type}:${config}:${cpu}`, stepUj }];
    }),
  );
}

/** What an event counts; undefined for one that is not there, or is written in another way than these are. */
function readEvent(env: Environment, name: string): { config?: number; stepUj?: number } {
  const file = (suffix: string): string => readText(`${powerUnit(env)}/events/${name}${suffix}`).trim();
  const config = /^event=0x([0-9a-f]{1,8})$/.exec(file(''))?.[1];
  const scale = Number(file('.scale'));
  if (config === undefined || file('.unit') !== 'Joules' || !(scale > 0)) return {};
  return { config: Number.parseInt(config, 16), stepUj: scale * 1e6 };
}

/** `0,18` or `0-1`. */
function cpusOf(list: string): number[] {
  return list.split(',').flatMap((part) => {
    const [, first, last] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part) ?? [];
    if (first === undefined) return [];
    const length = Number(last ?? first) - Number(first) + 1;
    return Array.from({ length: Math.max(0, length) }, (_, index) => Number(first) + index);
  });
}
