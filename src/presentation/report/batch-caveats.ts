import type { EnergySource, RunReport } from '../../domain/report.ts';
import type { Warning } from '../../domain/warnings.ts';

/** Where the figures come from: estimates of one model once, with a band that holds for all of them. */
export function commonSources(reports: readonly RunReport[]): EnergySource[] {
  const found = new Map<string, EnergySource>();
  for (const { energySource: source } of reports) {
    if (source.kind !== 'estimated') {
      found.set(JSON.stringify(source), source);
      continue;
    }
    const key = `${source.model} ${source.covers}`;
    const other = found.get(key);
    const { bandLow, bandHigh } = other?.kind === 'estimated' ? other : source;
    found.set(key, {
      ...source,
      bandLow: Math.min(bandLow, source.bandLow),
      bandHigh: Math.max(bandHigh, source.bandHigh),
    });
  }
  return [...found.values()];
}

/** One warning of each kind, with the number of runs that have it. */
export function sharedWarnings(reports: readonly RunReport[]): Warning[] {
  const all = reports.flatMap(({ run }) => run.warnings);
  return [...new Set(all.map(({ code }) => code))].flatMap((code) => {
    const first = all.find((warning) => warning.code === code);
    if (first === undefined) return [];
    const runs = reports.filter(({ run }) => run.warnings.some((warning) => warning.code === code)).length;
    const same =
      new Set(all.filter((warning) => warning.code === code).map(({ message }) => message)).size === 1;
    if (runs === reports.length && same) return [first];
    return [
      {
        code,
        message: `${first.message} (${runs} of ${reports.length} runs${same ? '' : ', with other figures in some'})`,
      },
    ];
  });
}
