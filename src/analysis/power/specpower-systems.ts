import type { PowerInputs } from './power-features.ts';

/** A row of a SPECpower_ssj2008 results table. */
export type System = {
  /** The CPU's name without clock rate and remarks: what must not be in training and test at once. */
  readonly cpuType: string;
  readonly inputs: PowerInputs;
  /** Watts at 0, 10 … 100 % load; undefined where the table does not have them. */
  readonly watts: readonly (number | undefined)[];
};

/**
 * The rows of a table (CSV text) in one of two forms, told apart by the header:
 *
 * - all load levels: `cpu_name`, `cpu_make`, `chips`, `cores`, `threads`, `base_mhz`, `memory_gb`, `year`, `w_idle`, `w_10` …
 * - idle and full load, as in cloud-carbon-footprint/ccf-coefficients: `CPU Description`, `Chips`, `# Cores`,
 *   `Total Threads`, `Processor MHz`, `Total Memory (GB)`, `Published`, `avg. watts @ active idle`, `avg. watts @ 100%`.
 *
 * Columns of watts may be absent.
 */
export function readSystems(csv: string): System[] {
  return parseCsv(csv).map((row) => ('cpu_name' in row ? fromLevels(row) : fromEnds(row)));
}

/** Several tables overlap: of a result that is in two of them, the one with more levels stays. */
export function withoutRepeats(systems: readonly System[]): System[] {
  const kept = new Map<string, System>();
  for (const one of systems) {
    const key = [one.cpuType, one.inputs.chips, one.inputs.cores, one.watts[0], one.watts[10]].join('|');
    if (kept.get(key)?.watts[5] === undefined) kept.set(key, one);
  }
  return [...kept.values()];
}

type Row = Readonly<Record<string, string>>;

function fromLevels(row: Row): System {
  const levels = ['w_idle', ...Array.from({ length: 10 }, (_, i) => `w_${(i + 1) * 10}`)];
  const cpuModel = row['cpu_name'] ?? '';
  const year = number(row['year']);
  const mhz = number(row['base_mhz']);
  const inputs = {
    cpuModel,
    amd: row['cpu_make'] === 'amd' || AMD.test(cpuModel),
    ...sizeOf(row['chips'], row['cores'], row['threads'], row['memory_gb']),
    vendor: row['vendor'] ?? '',
    ...(mhz === undefined ? {} : { mhz }),
    ...(year === undefined ? {} : { year }),
  };
  return { cpuType: cpuType(cpuModel), watts: levels.map((key) => number(row[key])), inputs };
}

function fromEnds(row: Row): System {
  const cpuModel = row['CPU Description'] ?? '';
  const published = number(row['Published']?.slice(-4));
  const mhz = number(row['Processor MHz']);
  const idle = number(row['avg. watts @ active idle']);
  const full = number(row['avg. watts @ 100%']);
  const inputs = {
    cpuModel,
    amd: AMD.test(cpuModel),
    ...sizeOf(row['Chips'], row['# Cores'], row['Total Threads'], row['Total Memory (GB)']),
    vendor: row['Hardware Vendor'] ?? '',
    ...(mhz === undefined ? {} : { mhz }),
    // The month of publication is not the month in which the hardware was available: the middle of the year.
    ...(published === undefined ? {} : { year: published + 0.5 }),
  };
  const watts = Array.from({ length: 11 }, (_, level) => ({ 0: idle, 10: full })[level]);
  return { cpuType: cpuType(cpuModel), watts, inputs };
}

const AMD = /\b(AMD|EPYC|Opteron|Ryzen)\b/i;

function sizeOf(chips = '', cores = '', threads = '', memoryGib = '') {
  const count = number(cores) ?? 1;
  return {
    chips: number(chips) ?? 1,
    cores: count,
    threads: number(threads) ?? count,
    memoryGib: number(memoryGib) ?? 1,
  };
}

/** A positive number, or undefined for an empty or strange cell. */
function number(cell: string | undefined): number | undefined {
  const value = Number(cell?.replaceAll(',', ''));
  return cell?.trim() && value > 0 && Number.isFinite(value) ? value : undefined;
}

/** A CPU's name without clock rate, turbo remarks and trade marks: the same CPU is written in many ways. */
function cpuType(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/\(r\)|®|\(?(intel |amd )turbo.*|dell sku.*|,.*|@|processor|\bcpu\b/g, '')
    .replaceAll(/\(?\b\d(\.\d+)? ?[gm]hz\)?/g, '')
    .replaceAll(/\s*v(\d)\b/g, ' v$1')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** RFC 4180: quoted cells may hold commas, line breaks and doubled quotes. */
function parseCsv(text: string): Row[] {
  const lines: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    lines.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end !== ',') lines.push([]);
  }
  const [header = [], ...body] = lines;
  return body
    .filter((cells) => cells.length === header.length)
    .map((cells) => Object.fromEntries(header.map((key, i) => [key, cells[i] ?? ''])));
}
