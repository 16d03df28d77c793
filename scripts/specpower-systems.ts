import { cpuGenerationYear } from '../src/analysis/cpu-generation.ts';
import type { PowerInputs } from '../src/analysis/power-features.ts';

/** Watts at 0, 10 … 100 % load; undefined where not published. */
export type System = {
  readonly cpuType: string;
  readonly year: number;
  readonly inputs: PowerInputs;
  readonly watts: readonly (number | undefined)[];
};
/**
 * The systems of both tables (text of CSV files), each once, Intel and AMD only: what is there of others is too little
 * to fit on.
 */
export function readSystems(levels: string, ends: string): System[] {
  const all = [...parseCsv(levels).map(fromLevels), ...parseCsv(ends).map(fromEnds)];
  return withoutRepeats(all).filter((one) => !/\barm\b|ampere|grace/.test(one.cpuType));
}

function fromLevels(row: Record<string, string>): System {
  const watts = ['w_idle', ...Array.from({ length: 10 }, (_, i) => `w_${(i + 1) * 10}`)].map((key) =>
    Number(row[key]),
  );
  return toSystem(row['cpu_name'] ?? '', Number(row['year']), watts, {
    chips: Number(row['chips']),
    cores: Number(row['cores']),
    threads: Number(row['threads']),
    memoryGib: Number(row['memory_gb']),
    amd: row['cpu_make'] === 'amd',
  });
}

function fromEnds(row: Record<string, string>): System {
  const cpu = row['CPU Description'] ?? '';
  const watts = Array.from({ length: 11 }, (_, level) => {
    if (level === 0) return Number(row['avg. watts @ active idle']);
    return level === 10 ? Number(row['avg. watts @ 100%']) : undefined;
  });
  return toSystem(cpu, Number(row['Published']?.slice(-4)), watts, {
    chips: Number(row['Chips']),
    cores: Number(row['# Cores']),
    threads: Number(row['Total Threads']),
    memoryGib: Number(row['Total Memory (GB)']),
    amd: /\bAMD\b/.test(cpu),
  });
}

function toSystem(
  cpu: string,
  year: number,
  watts: System['watts'],
  size: Omit<PowerInputs, 'generationYear'>,
): System {
  const generationYear = cpuGenerationYear(cpu);
  const inputs = { ...size, ...(generationYear === undefined ? {} : { generationYear }) };
  return { cpuType: cpuType(cpu), year, watts, inputs };
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

/** The two tables overlap: of a result that is in both, the one with more levels stays. */
function withoutRepeats(systems: readonly System[]): System[] {
  const kept = new Map<string, System>();
  for (const one of systems) {
    const key = [one.cpuType, one.inputs.chips, one.inputs.cores, one.watts[0], one.watts[10]].join('|');
    if (kept.get(key)?.watts[5] === undefined) kept.set(key, one);
  }
  return [...kept.values()];
}

/** RFC 4180: quoted cells may hold commas, line breaks and doubled quotes. */
function parseCsv(text: string): Record<string, string>[] {
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
