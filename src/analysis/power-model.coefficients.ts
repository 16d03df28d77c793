/**
 * Made by scripts/fit-power-model.ts from 850 SPECpower_ssj2008 results with 188 CPU types. Do not edit.
 *
 * `idle` and `full` are coefficients of ln(watts) in the order of `powerFeatures`; `shape` is the share of the way from
 * idle to full load at 0, 10 … 100 % utilisation. Errors and bands are of CPU types that were not in the fit.
 */
export const POWER_COEFFICIENTS = {
  name: 'specpower-1',
  shape: [0, 0.1803, 0.2481, 0.3144, 0.3802, 0.45, 0.5276, 0.6177, 0.7297, 0.8606, 1],
  variants: {
    machine: {
      idle: [2.6978, 0.5492, 0.4484, 0.323, 0.0015, 0.1933, -1.1773, 0.398, -0.2221],
      full: [3.3513, 0.3851, 0.6401, 0.5573, 0.0046, -0.0064, -0.7083, 0.2004, -0.1908],
      bandLow: 0.72,
      bandHigh: 1.4,
      medianError: 0.182,
      systems: 843,
    },
    undated: {
      idle: [1.6224, 0.2925, 0.6416, 0.4204, -0.0338, -0.4253],
      full: [2.3849, 0.3161, 0.7073, 0.9604, -0.0039, -0.5499],
      bandLow: 0.68,
      bandHigh: 1.34,
      medianError: 0.19,
      systems: 516,
    },
    thread: {
      idle: [-0.2127, -0.79],
      full: [1.3527, -0.841],
      bandLow: 0.72,
      bandHigh: 1.55,
      medianError: 0.213,
      systems: 516,
    },
  },
} as const;
