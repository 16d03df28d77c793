/**
 * Fits the power model on published SPECpower_ssj2008 results and writes src/analysis/power-model.coefficients.ts.
 *
 *   node scripts/fit-power-model.ts LEVELS.csv ENDS.csv
 *
 * LEVELS.csv: eleven load levels a system (cpu_name, cpu_make, chips, cores, threads, memory_gb, year, w_idle, w_10 … w_100).
 * ENDS.csv: idle and full load only, as in cloud-carbon-footprint/ccf-coefficients ("CPU Description", "# Cores", …).
 * The tables are not part of the repository: SPEC's fair-use rules hold for them.
 *
 * Errors come from a ten-fold cross-validation in which all systems with the same CPU type are in the same fold. Split by
 * row, nearly equal machines would be in training and test, and the error would look a third of what it is.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type PowerVariant, powerFeatures } from '../src/analysis/power-features.ts';
import { readSystems, type System } from './specpower-systems.ts';

const TARGET = fileURLToPath(new URL('../src/analysis/power-model.coefficients.ts', import.meta.url));
const NAME = 'specpower-1';
const FOLDS = 10;
const MODERN_SINCE = 2016;
const RIDGE = 1e-3;

type Fit = { readonly idle: number[]; readonly full: number[] };
/** ln(measured / predicted) of one load point. */
type Residual = {
  readonly fold: number;
  readonly log: number;
  readonly error: number;
  readonly level: number;
};

main(process.argv.slice(2));

function main(paths: readonly string[]): void {
  const [levels, ends] = paths;
  if (levels === undefined || ends === undefined) {
    console.error('Usage: node scripts/fit-power-model.ts LEVELS.csv ENDS.csv');
    process.exitCode = 2;
    return;
  }
  const systems = readSystems(readFileSync(levels, 'utf8'), readFileSync(ends, 'utf8'));
  const cpuTypes = new Set(systems.map((system) => system.cpuType)).size;
  console.log(`${systems.length} systems with ${cpuTypes} CPU types`);
  const shape = meanShape(systems);
  const variants = (['machine', 'undated', 'thread'] as const).map((variant) => ({
    variant,
    ...fitVariant(variant, systems.filter(suits(variant))),
  }));
  writeFileSync(TARGET, sourceText(systems.length, cpuTypes, shape, variants));
  console.log(`written: ${TARGET}`);
}

/** Guests and machines of unknown age are measured with today's joulelab: they get what modern servers draw. */
function suits(variant: PowerVariant): (system: System) => boolean {
  if (variant === 'machine') return (system) => system.inputs.generationYear !== undefined;
  return (system) => system.year >= MODERN_SINCE;
}

function fitVariant(variant: PowerVariant, systems: readonly System[]) {
  const residuals = crossValidate(variant, systems);
  const [bandLow, bandHigh] = band(residuals);
  const all = summary(residuals);
  const idle = summary(residuals.filter((residual) => residual.level === 0));
  const full = summary(residuals.filter((residual) => residual.level === 10));
  const covered = coverage(residuals);
  console.log(
    `${variant.padEnd(8)} ${String(systems.length).padStart(4)} systems, median error ${percent(all.median)}` +
      ` (90th percentile ${percent(all.p90)}), idle ${percent(idle.median)}, full load ${percent(full.median)};` +
      ` 80 % band ×${bandLow.toFixed(2)} to ×${bandHigh.toFixed(2)}, covers ${percent(covered)} of unseen CPU types' points`,
  );
  const eleven = systems.filter((system) => system.watts[5] !== undefined);
  console.log(
    `         on the ${eleven.length} with all load levels alone: ${percent(summary(crossValidate(variant, eleven)).median)}`,
  );
  return { ...fit(variant, systems), bandLow, bandHigh, medianError: all.median, systems: systems.length };
}

function crossValidate(variant: PowerVariant, systems: readonly System[]): Residual[] {
  const folds = foldByCpuType(systems);
  return Array.from({ length: FOLDS }, (_, fold) => {
    const training = systems.filter((system) => folds.get(system.cpuType) !== fold);
    const test = systems.filter((system) => folds.get(system.cpuType) === fold);
    const fitted = fit(variant, training);
    const shape = meanShape(training);
    return test.flatMap((system) => residualsOf(variant, system, fitted, shape, fold));
  }).flat();
}

function residualsOf(
  variant: PowerVariant,
  system: System,
  fitted: Fit,
  shape: readonly number[],
  fold: number,
): Residual[] {
  const features = powerFeatures(variant, system.inputs);
  const scale = variant === 'thread' ? system.inputs.threads : 1;
  const full = Math.exp(dot(fitted.full, features)) * scale;
  const idle = Math.min(Math.exp(dot(fitted.idle, features)) * scale, 0.9 * full);
  return system.watts.flatMap((watts, level) => {
    if (watts === undefined) return [];
    const predicted = idle + (full - idle) * (shape[level] as number);
    return [{ fold, level, log: Math.log(watts / predicted), error: Math.abs(predicted / watts - 1) }];
  });
}

function fit(variant: PowerVariant, systems: readonly System[]): Fit {
  const rows = systems.map((system) => powerFeatures(variant, system.inputs));
  const lnWatts = (level: number) =>
    systems.map((s) => Math.log((s.watts[level] as number) / (variant === 'thread' ? s.inputs.threads : 1)));
  return { idle: leastSquares(rows, lnWatts(0)), full: leastSquares(rows, lnWatts(10)) };
}

/** Mean share of the way from idle to full load at each level, over the modern systems that publish all levels. */
function meanShape(systems: readonly System[]): number[] {
  const complete = systems.filter((system) => system.watts[5] !== undefined && system.year >= MODERN_SINCE);
  return Array.from({ length: 11 }, (_, level) => {
    const shares = complete.map(({ watts }) => {
      const [idle, at, full] = [watts[0], watts[level], watts[10]] as [number, number, number];
      return (at - idle) / (full - idle);
    });
    return mean(shares);
  });
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

/** The 10th and 90th percentile of measured / predicted. */
function band(residuals: readonly Residual[]): [number, number] {
  const sorted = residuals.map((residual) => residual.log).toSorted((a, b) => a - b);
  return [Math.exp(quantile(sorted, 0.1)), Math.exp(quantile(sorted, 0.9))];
}

/** Share of points inside a band that was drawn from the other folds only. */
function coverage(residuals: readonly Residual[]): number {
  const inside = Array.from({ length: FOLDS }, (_, fold) => {
    const [low, high] = band(residuals.filter((residual) => residual.fold !== fold));
    return residuals.filter((r) => r.fold === fold && r.log >= Math.log(low) && r.log <= Math.log(high))
      .length;
  });
  return inside.reduce((sum, count) => sum + count, 0) / residuals.length;
}

function summary(residuals: readonly Residual[]): { median: number; p90: number } {
  const errors = residuals.map((residual) => residual.error).toSorted((a, b) => a - b);
  return { median: quantile(errors, 0.5), p90: quantile(errors, 0.9) };
}

/** Solves the normal equations by Gaussian elimination; the ridge keeps columns that are constant in a fold harmless. */
function leastSquares(rows: readonly (readonly number[])[], targets: readonly number[]): number[] {
  const size = rows[0]?.length ?? 0;
  const matrix = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size + 1 }, (__, j) =>
      rows.reduce(
        (sum, row, n) =>
          sum + (row[i] as number) * (j === size ? (targets[n] as number) : (row[j] as number)),
        i === j ? RIDGE : 0,
      ),
    ),
  );
  for (let i = 0; i < size; i++) {
    const pivot = matrix[i] as number[];
    for (let k = 0; k < size; k++) {
      const row = matrix[k] as number[];
      if (k === i) continue;
      const factor = (row[i] as number) / (pivot[i] as number);
      for (let j = i; j <= size; j++) row[j] = (row[j] as number) - factor * (pivot[j] as number);
    }
  }
  return matrix.map((row, i) => (row[size] as number) / (row[i] as number));
}

/** Numbers as the source shows them. */
function list(values: readonly number[]): string {
  return `[${values.map((value) => Number(value.toFixed(4))).join(', ')}]`;
}

function sourceText(
  systems: number,
  cpuTypes: number,
  shape: readonly number[],
  variants: readonly (ReturnType<typeof fitVariant> & { readonly variant: PowerVariant })[],
): string {
  const blocks = variants.map((one) =>
    [
      `    ${one.variant}: {`,
      `      idle: ${list(one.idle)},`,
      `      full: ${list(one.full)},`,
      `      bandLow: ${Number(one.bandLow.toFixed(2))},`,
      `      bandHigh: ${Number(one.bandHigh.toFixed(2))},`,
      `      medianError: ${Number(one.medianError.toFixed(3))},`,
      `      systems: ${one.systems},`,
      '    },',
    ].join('\n'),
  );
  return `/**
 * Made by scripts/fit-power-model.ts from ${systems} SPECpower_ssj2008 results with ${cpuTypes} CPU types. Do not edit.
 *
 * \`idle\` and \`full\` are coefficients of ln(watts) in the order of \`powerFeatures\`; \`shape\` is the share of the way from
 * idle to full load at 0, 10 … 100 % utilisation. Errors and bands are of CPU types that were not in the fit.
 */
export const POWER_COEFFICIENTS = {
  name: '${NAME}',
  shape: ${list(shape)},
  variants: {
${blocks.join('\n')}
  },
} as const;
`;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Linear interpolation between the neighbours in an ascending list. */
function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const low = sorted[Math.floor(position)] as number;
  return low + ((sorted[Math.ceil(position)] as number) - low) * (position - Math.floor(position));
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
