/**
 * The units in which joulelab stores values. Conversion to kWh, GB or % happens in `presentation/` only.
 *
 * - `us` microseconds, `uJ` microjoules, `uW` microwatts, `bytes`, `ugCO2e` micrograms of CO2 equivalent,
 * - `ratio` a fraction (1 = 100 %), `count` a plain number, `hz` cycles per second, `mC` millidegrees Celsius.
 */
export type Unit = 'us' | 'uJ' | 'uW' | 'bytes' | 'ugCO2e' | 'ratio' | 'count' | 'hz' | 'mC';

/** Microseconds of CLOCK_MONOTONIC: comparable within one boot of one machine, never stepped. */
export type MonoUs = number;

/** Microseconds since the Unix epoch: for people and for joining with other logs, may be stepped. */
export type UnixUs = number;
