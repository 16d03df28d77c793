import type { Series } from '../domain/recording.ts';
import type { RecordedSeries } from './recorded-series.ts';

/** RAPL domains that do not overlap and together cover as much of the machine as was recorded. */
export type RaplCover = {
  readonly series: readonly Series[];
  readonly domains: readonly string[];
  readonly covers: string;
  /** The CPU packages and memory that are added, in words; absent for `psys`. */
  readonly parts?: string;
};

/**
 * Chooses the domains that may be added: `package-N` and `dram-N`, or `psys` alone.
 *
 * `core-N` and `uncore-N` lie inside their package and are never added. `psys` is the whole platform, packages and
 * memory included, on machines with one package; it is not read there where it grew less than they did (boards that do
 * not wire it report 0 or nonsense), and not on machines with several, where only one package reports it.
 * Undefined where no domain was recorded, or none of them counted anything (some hypervisors show zeros).
 *
 * Source: Documentation/power/powercap/powercap.rst; Intel SDM volume 3B, 15.10 "Platform specific power management".
 */
export function chooseRapl(recorded: RecordedSeries, metric = 'energy_rapl'): RaplCover | undefined {
  const all = recorded.of(metric, 'machine');
  const packages = all.filter((series) => /^package-\d+(-die-\d+)?$/.test(series.detail ?? ''));
  const dram = all.filter((series) => /^dram-\d+(-die-\d+)?$/.test(series.detail ?? ''));
  const psys = all.find((series) => series.detail === 'psys');
  const sum = growth(recorded, [...packages, ...dram]);
  if (psys !== undefined && packages.length <= 1 && growth(recorded, [psys]) > sum) {
    return cover(
      [psys],
      'the whole platform (psys): CPU, memory, chipset and what else the board feeds through it',
    );
  }
  if (sum === 0 || packages.length === 0) return undefined;
  const cpus = packages.length === 1 ? 'the CPU package' : `${packages.length} CPU packages`;
  const parts = dram.length > 0 ? `${cpus} and DRAM` : `${cpus} without DRAM`;
  const covers = `${parts}; not disks, network cards, graphics cards, fans and power supply`;
  return { ...cover([...packages, ...dram], covers), parts };
}

function cover(series: readonly Series[], covers: string): RaplCover {
  return { series, domains: series.map((one) => one.detail as string), covers };
}

function growth(recorded: RecordedSeries, series: readonly Series[]): number {
  return series.reduce((sum, one) => {
    const { values } = recorded.counter(one);
    return sum + (values.at(-1) ?? 0) - (values[0] ?? 0);
  }, 0);
}
