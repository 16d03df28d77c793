/**
 * Fits the power model on published SPECpower_ssj2008 results and writes src/analysis/power/coefficients.ts.
 *
 *   node scripts/fit-power-model.ts TABLE.csv…
 *
 * The forms of tables are described in src/analysis/power/specpower-systems.ts. They are not part of the repository:
 * SPEC's fair-use rules hold for them.
 *
 * Errors come from a ten-fold cross-validation in which all systems with the same CPU type are in the same fold. Split by
 * row, nearly equal machines would be in training and test, and the error would look a third of what it is.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type Band,
  type KnownEnds,
  logWatts,
  type PowerFit,
  type Readings,
  shapeAge,
  shapeOf,
  withReadings,
} from '../src/analysis/power/power-curve.ts';
import {
  machineYear,
  PLAIN_FEATURES,
  type PowerVariant,
  powerFeatures,
} from '../src/analysis/power/power-features.ts';
import { readSystems, type System, withoutRepeats } from '../src/analysis/power/specpower-systems.ts';

const TARGET = fileURLToPath(new URL('../src/analysis/power/coefficients.ts', import.meta.url));
const NAME = 'specpower-2';
const FOLDS = 10;
const MODERN_SINCE = 2016;
const LEVELS = Array.from({ length: 11 }, (_, level) => level);
/** Ridge penalties: almost none on plain features, one observation's worth on products, families and makers. */
const PLAIN_PENALTY = 1e-3;
const PENALTY = 1;

type Ends = { readonly idle: PowerFit; readonly full: PowerFit };
type Coupling = { readonly fullByIdle: number; readonly idleByFull: number };
type Shape = { readonly at: readonly number[]; readonly growth: readonly number[] };
/** One load point of a system whose CPU type was not in the fit. */
type Residual = {
  readonly fold: number;
  readonly level: number;
  readonly year: number;
  readonly log: number;
};
type Held = {
  readonly system: System;
  readonly fold: number;
  readonly idle: number;
  readonly full: number;
  readonly shape: readonly number[];
};

main(process.argv.slice(2));

function main(paths: readonly string[]): void {
  if (paths.length === 0 || paths[0] === '--help') {
    console.error('Usage: node scripts/fit-power-model.ts TABLE.csv…');
    process.exitCode = paths.length === 0 ? 2 : 0;
    return;
  }
  const all = withoutRepeats(paths.flatMap((path) => readSystems(readFileSync(path, 'utf8'))));
  // Intel and AMD only: what there is of others is too little to fit on.
  const systems = all.filter(({ cpuType }) => !/\barm\b|cortex|ampere|altra|grace/.test(cpuType));
  const cpuTypes = new Set(systems.map((system) => system.cpuType)).size;
  console.log(`${systems.length} systems with ${cpuTypes} CPU types`);
  const variants = (['machine', 'undated', 'thread'] as const).map((variant) => ({
    variant,
    ...fitVariant(variant, systems.filter(suits(variant))),
  }));
  writeFileSync(TARGET, sourceText(systems.length, cpuTypes, meanShape(systems), variants));
  console.log(`written: ${TARGET}`);
}

/** Guests and machines of unknown age are measured with today's joulelab: they get what modern servers draw. */
function suits(variant: PowerVariant): (system: System) => boolean {
  if (variant === 'machine') return (system) => machineYear(system.inputs) !== undefined;
  return (system) => (machineYear(system.inputs) ?? 0) >= MODERN_SINCE;
}

function fitVariant(variant: PowerVariant, systems: readonly System[]) {
  const held = holdOut(variant, systems);
  const coupling = couplingOf(held);
  const residuals = (known: KnownEnds): Residual[] =>
    held.flatMap((one) => residualsOf(one, known, coupling));
  const [none, idle, full, both] = (['none', 'idle', 'full', 'both'] as const).map(residuals) as [
    Residual[],
    Residual[],
    Residual[],
    Residual[],
  ];
  console.log(`\n${variant}: ${systems.length} systems; errors of CPU types that were not in the fit`);
  printErrors('nothing read', none);
  printErrors(
    'idle read',
    idle.filter(({ level }) => level > 0),
  );
  printErrors(
    'full load read',
    full.filter(({ level }) => level < 10),
  );
  printErrors(
    'both read',
    both.filter(({ level }) => level > 0 && level < 10),
  );
  const bands = { none: bandsOf(none), idle: bandsOf(idle), full: bandsOf(full), both: bandsOf(both) };
  return {
    ...fit(variant, systems),
    coupling,
    bands,
    medianError: median(none.map(errorOf)),
    systems: systems.length,
  };
}

function printErrors(what: string, residuals: readonly Residual[]): void {
  const line = (some: readonly Residual[]): string => {
    const errors = some.map(errorOf);
    return some.length === 0 ? '–' : `${percent(median(errors))} (p90 ${percent(quantile(errors, 0.9))})`;
  };
  const ends = (level: number): string => line(residuals.filter((residual) => residual.level === level));
  const modern = residuals.filter(({ year }) => year >= MODERN_SINCE);
  console.log(
    `  ${what.padEnd(15)} median error ${line(residuals)}, since ${MODERN_SINCE} ${line(modern)}; idle ${ends(0)}, full ${ends(10)};` +
      ` 80 % band covers ${percent(coverage(residuals))}`,
  );
}

/** Each system with the estimate of a fit that has not seen its CPU type. */
function holdOut(variant: PowerVariant, systems: readonly System[]): Held[] {
  const folds = foldByCpuType(systems);
  return Array.from({ length: FOLDS }, (_, fold) => {
    const training = systems.filter((system) => folds.get(system.cpuType) !== fold);
    const fitted = fit(variant, training);
    const shape = meanShape(training);
    return systems
      .filter((system) => folds.get(system.cpuType) === fold)
      .map((system): Held => {
        const features = powerFeatures(variant, system.inputs);
        const scale = variant === 'thread' ? system.inputs.threads : 1;
        return {
          system,
          fold,
          idle: Math.exp(logWatts(fitted.idle, features)) * scale,
          full: Math.exp(logWatts(fitted.full, features)) * scale,
          shape: shapeOf(shape, machineYear(system.inputs)),
        };
      });
  }).flat();
}

function residualsOf(
  { system, fold, idle, full, shape }: Held,
  known: KnownEnds,
  coupling: Coupling,
): Residual[] {
  const readings: Readings = {
    ...(known === 'idle' || known === 'both' ? { idleWatts: system.watts[0] as number } : {}),
    ...(known === 'full' || known === 'both' ? { fullWatts: system.watts[10] as number } : {}),
  };
  const ends = withReadings({ idle, full }, readings, coupling);
  const year = machineYear(system.inputs) ?? 0;
  return system.watts.flatMap((watts, level) => {
    if (watts === undefined) return [];
    const predicted = ends.idleWatts + (ends.fullWatts - ends.idleWatts) * (shape[level] as number);
    return [{ fold, level, year, log: Math.log(watts / predicted) }];
  });
}

/** Slopes of one end's error on the other's. */
function couplingOf(held: readonly Held[]): Coupling {
  const errors = held.map(({ system, idle, full }) => ({
    idle: Math.log((system.watts[0] as number) / idle),
    full: Math.log((system.watts[10] as number) / full),
  }));
  const sum = (term: (error: { idle: number; full: number }) => number): number =>
    errors.reduce((total, error) => total + term(error), 0);
  const both = sum(({ idle, full }) => idle * full);
  return {
    fullByIdle: both / sum(({ idle }) => idle * idle),
    idleByFull: both / sum(({ full }) => full * full),
  };
}

function fit(variant: PowerVariant, systems: readonly System[]): Ends {
  return { idle: fitEnd(variant, systems, 0), full: fitEnd(variant, systems, 10) };
}

/**
 * Least absolute deviations of ln(watts) by iteratively reweighted least squares. A CPU type with many results counts
 * less than its number of them: they are nearly the same machine.
 */
function fitEnd(variant: PowerVariant, systems: readonly System[], level: 0 | 10): PowerFit {
  const features = systems.map((system) => powerFeatures(variant, system.inputs));
  const families = [...new Set(features.flatMap(({ family }) => family ?? []))].toSorted();
  const makers = [...new Set(features.flatMap(({ maker }) => maker ?? []))].toSorted();
  const plain = PLAIN_FEATURES[variant];
  const count = features[0]?.numbers.length ?? 0;
  const penalties = [
    ...(features[0]?.numbers.map((_, i) => (i < plain ? PLAIN_PENALTY : PENALTY)) ?? []),
    ...families.map(() => PENALTY),
    ...makers.map(() => PENALTY),
  ];
  const rows = features.map(({ numbers, family, maker }) => [
    ...numbers,
    ...families.map((name) => (name === family ? 1 : 0)),
    ...makers.map((name) => (name === maker ? 1 : 0)),
  ]);
  const targets = systems.map(({ watts, inputs }) =>
    Math.log((watts[level] as number) / (variant === 'thread' ? inputs.threads : 1)),
  );
  const weights = typeWeights(systems);
  let current = weights;
  let solution: number[] = [];
  for (let round = 0; round < 30; round++) {
    solution = ridge(rows, targets, current, penalties);
    const fitted = solution;
    current = rows.map((row, n) => {
      const residual = (targets[n] as number) - dot(row, fitted);
      return ((weights[n] as number) * 0.1) / Math.sqrt(residual ** 2 + 0.05 ** 2);
    });
  }
  const named = (names: readonly string[], from: number) =>
    Object.fromEntries(names.map((name, i) => [name, solution[from + i] as number]));
  return {
    numbers: solution.slice(0, count),
    families: named(families, count),
    makers: named(makers, count + families.length),
  };
}

function typeWeights(systems: readonly System[]): number[] {
  const counts = new Map<string, number>();
  for (const { cpuType } of systems) counts.set(cpuType, (counts.get(cpuType) ?? 0) + 1);
  const raw = systems.map(({ cpuType }) => 1 / Math.sqrt(counts.get(cpuType) as number));
  const mean = raw.reduce((sum, weight) => sum + weight, 0) / raw.length;
  return raw.map((weight) => weight / mean);
}

/** Share of the way from idle to full load at each level, a straight line in the years. */
function meanShape(systems: readonly System[]): Shape {
  const complete = systems.filter(({ watts }) => watts.every((value) => value !== undefined));
  const rows = complete.map(({ inputs }) => [1, shapeAge(machineYear(inputs) ?? 0)]);
  const lines = LEVELS.map((level) => {
    const shares = complete.map(({ watts }) => {
      const [idle, at, full] = [watts[0], watts[level], watts[10]] as [number, number, number];
      return (at - idle) / (full - idle);
    });
    return ridge(
      rows,
      shares,
      rows.map(() => 1),
      [0, 0],
    );
  });
  return { at: lines.map(([at]) => at as number), growth: lines.map(([, growth]) => growth as number) };
}

/** Every CPU type in one fold; types are dealt in the order of a hash so that no fold is of one maker or age. */
function foldByCpuType(systems: readonly System[]): Map<string, number> {
  const types = [...new Set(systems.map((system) => system.cpuType))].toSorted((a, b) => hash(a) - hash(b));
  return new Map(types.map((type, index) => [type, index % FOLDS]));
}

function hash(text: string): number {
  let value = 2166136261;
  for (const character of text)
    value = Math.imul(value ^ (character.codePointAt(0) as number), 16777619) >>> 0;
  return value;
}

/** The 10th and 90th percentile of measured / predicted at each level. */
function bandsOf(residuals: readonly Residual[]): { low: number[]; high: number[] } {
  const bands = LEVELS.map((level): Band => bandOf(residuals.filter((residual) => residual.level === level)));
  return { low: bands.map(({ low }) => low), high: bands.map(({ high }) => high) };
}

function bandOf(residuals: readonly Residual[]): Band {
  if (residuals.length === 0) return { low: 1, high: 1 };
  const logs = residuals.map(({ log }) => log);
  return { low: Math.exp(quantile(logs, 0.1)), high: Math.exp(quantile(logs, 0.9)) };
}

/** Share of points inside bands that were drawn from the other folds only. */
function coverage(residuals: readonly Residual[]): number {
  const inside = Array.from({ length: FOLDS }, (_, fold) => {
    const { low, high } = bandsOf(residuals.filter((residual) => residual.fold !== fold));
    return residuals.filter(
      (r) =>
        r.fold === fold &&
        r.log >= Math.log(low[r.level] as number) &&
        r.log <= Math.log(high[r.level] as number),
    ).length;
  });
  return inside.reduce((sum, count) => sum + count, 0) / residuals.length;
}

/** |predicted / measured − 1| */
function errorOf({ log }: Residual): number {
  return Math.abs(Math.exp(-log) - 1);
}

/** Weighted ridge regression: solves the normal equations by Gauss-Jordan elimination. */
function ridge(
  rows: readonly (readonly number[])[],
  targets: readonly number[],
  weights: readonly number[],
  penalties: readonly number[],
): number[] {
  const size = penalties.length;
  const matrix = penalties.map((penalty, i) =>
    Array.from({ length: size + 1 }, (_, j) => (i === j ? penalty + 1e-9 : 0)),
  );
  rows.forEach((row, n) => {
    const weight = weights[n] as number;
    for (let i = 0; i < size; i++) {
      const left = (row[i] as number) * weight;
      if (left === 0) continue;
      const line = matrix[i] as number[];
      for (let j = 0; j < size; j++) line[j] = (line[j] as number) + left * (row[j] as number);
      line[size] = (line[size] as number) + left * (targets[n] as number);
    }
  });
  for (let i = 0; i < size; i++) {
    const pivot = matrix[i] as number[];
    for (let k = 0; k < size; k++) {
      const row = matrix[k] as number[];
      if (k === i) continue;
      const factor = (row[i] as number) / (pivot[i] as number);
      if (factor === 0) continue;
      for (let j = i; j <= size; j++) row[j] = (row[j] as number) - factor * (pivot[j] as number);
    }
  }
  return matrix.map((row, i) => (row[size] as number) / (row[i] as number));
}

function sourceText(
  systems: number,
  cpuTypes: number,
  shape: Shape,
  variants: readonly (ReturnType<typeof fitVariant> & { readonly variant: PowerVariant })[],
): string {
  const data = {
    name: NAME,
    shape,
    variants: Object.fromEntries(variants.map(({ variant, ...rest }) => [variant, rest])),
  };
  return `/**
 * Made by scripts/fit-power-model.ts from ${systems} SPECpower_ssj2008 results with ${cpuTypes} CPU types. Do not edit.
 *
 * \`idle\` and \`full\` are coefficients of ln(watts) in the order of \`powerFeatures\`, with offsets of CPU families and of
 * machine makers; \`shape\` is the share of the way from idle to full load at 0, 10 … 100 % utilisation and its growth in
 * five years; \`bands\` hold measured / estimated (10th and 90th percentile) at these levels by what was read from a
 * meter. Errors and bands are of CPU types that were not in the fit.
 */
export const POWER_COEFFICIENTS = ${JSON.stringify(data, (_, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(4)) : value))} as const;
`;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Linear interpolation between the neighbours in the sorted list. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const low = sorted[Math.floor(position)] as number;
  return low + ((sorted[Math.ceil(position)] as number) - low) * (position - Math.floor(position));
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
