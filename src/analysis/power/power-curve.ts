import { POWER_COEFFICIENTS } from './coefficients.ts';
import { machineYear, type PowerInputs, type PowerVariant, powerFeatures } from './power-features.ts';

/** Coefficients of ln(watts): one for each of the features' numbers, and offsets of what was seen often enough. */
export type PowerFit = {
  readonly numbers: readonly number[];
  readonly families: Readonly<Record<string, number>>;
  readonly makers: Readonly<Record<string, number>>;
};

/** Multipliers from an estimate to the ends of its 80 % band. */
export type Band = { readonly low: number; readonly high: number };

/** What a wall-plug meter showed, in watts. */
export type Readings = { readonly idleWatts?: number; readonly fullWatts?: number };

/** Estimated watts of one machine from idle to full load. */
export type PowerCurve = {
  readonly idleWatts: number;
  readonly fullWatts: number;
  /** At a utilisation from 0 to 1 (1 = all threads busy); values outside are clamped. */
  readonly watts: (utilisation: number) => number;
  readonly band: (utilisation: number) => Band;
};

/** No published server idles closer to its full load than this; keeps the estimate monotone. */
const MAX_IDLE_SHARE = 0.9;

/** The shape of the load curve changes with the years; beyond these it is held. */
const SHAPE_YEARS = { from: 2007, to: 2022.5, reference: 2014 } as const;

/**
 * ln(idle watts) and ln(full-load watts) are linear in the features; in between the power follows the mean shape of the
 * published load curves of that year. A reading takes the place of an estimate, and of one end tells about the other:
 * a machine that idles high for its kind tends to draw more at full load too.
 */
export function powerCurve(variant: PowerVariant, inputs: PowerInputs, readings: Readings = {}): PowerCurve {
  const fitted = POWER_COEFFICIENTS.variants[variant];
  const features = powerFeatures(variant, inputs);
  const scale = variant === 'thread' ? inputs.threads : 1;
  const estimate = {
    idle: Math.exp(logWatts(fitted.idle, features)) * scale,
    full: Math.exp(logWatts(fitted.full, features)) * scale,
  };
  const { idleWatts, fullWatts } = withReadings(estimate, readings, fitted.coupling);
  const shape = shapeOf(POWER_COEFFICIENTS.shape, machineYear(inputs));
  const bands = fitted.bands[knownEnds(readings)];
  return {
    idleWatts,
    fullWatts,
    watts: (utilisation) => idleWatts + (fullWatts - idleWatts) * atLevel(shape, utilisation),
    band: (utilisation) => ({ low: atLevel(bands.low, utilisation), high: atLevel(bands.high, utilisation) }),
  };
}

/** ln(watts) of a fit. */
export function logWatts(fit: PowerFit, features: ReturnType<typeof powerFeatures>): number {
  const { numbers, family, maker } = features;
  const sum = numbers.reduce((total, feature, index) => total + feature * (fit.numbers[index] ?? 0), 0);
  return sum + (fit.families[family ?? ''] ?? 0) + (fit.makers[maker ?? ''] ?? 0);
}

export type KnownEnds = 'none' | 'idle' | 'full' | 'both';

function knownEnds({ idleWatts, fullWatts }: Readings): KnownEnds {
  if (idleWatts !== undefined) return fullWatts === undefined ? 'idle' : 'both';
  return fullWatts === undefined ? 'none' : 'full';
}

/** Both ends with what is known of them; `coupling` is how far one end's error in logarithms goes with the other's. */
export function withReadings(
  estimate: { readonly idle: number; readonly full: number },
  { idleWatts, fullWatts }: Readings,
  coupling: { readonly fullByIdle: number; readonly idleByFull: number },
): { idleWatts: number; fullWatts: number } {
  const full =
    fullWatts ??
    (idleWatts === undefined
      ? estimate.full
      : estimate.full * (idleWatts / estimate.idle) ** coupling.fullByIdle);
  const idle =
    idleWatts ??
    (fullWatts === undefined
      ? estimate.idle
      : estimate.idle * (fullWatts / estimate.full) ** coupling.idleByFull);
  if (idleWatts !== undefined) return { idleWatts: idle, fullWatts: Math.max(full, idle) };
  return { idleWatts: Math.min(idle, MAX_IDLE_SHARE * full), fullWatts: full };
}

/** Share of the way from idle to full load at 0, 10 … 100 %: the mean of that year, made monotone. */
export function shapeOf(
  shape: { readonly at: readonly number[]; readonly growth: readonly number[] },
  year: number | undefined,
): number[] {
  const age = shapeAge(year ?? SHAPE_YEARS.to);
  let least = 0;
  return shape.at.map((at, level) => {
    least = Math.min(1, Math.max(least, at + (shape.growth[level] ?? 0) * age));
    return least;
  });
}

/** Years of the shape's regression, as `shapeOf` counts them. */
export function shapeAge(year: number): number {
  return (Math.min(SHAPE_YEARS.to, Math.max(SHAPE_YEARS.from, year)) - SHAPE_YEARS.reference) / 5;
}

/** A value given at 0, 10 … 100 %, between them in straight lines, clamped at the ends. */
export function atLevel(values: readonly number[], utilisation: number): number {
  const position = Math.min(1, Math.max(0, utilisation)) * (values.length - 1);
  const below = Math.floor(position);
  const low = values[below] as number;
  const high = values[Math.min(below + 1, values.length - 1)] as number;
  return low + (high - low) * (position - below);
}
