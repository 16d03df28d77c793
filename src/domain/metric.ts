import type { Unit } from './units.ts';

/**
 * What a metric provider measures.
 *
 * A *counter* only grows; its total over a phase is value(end) − value(begin).
 * A *gauge* is a level; its figure for a phase is the time-weighted mean.
 */
export type MetricSpec = {
  /** Stable snake_case name, unique over all providers, such as `cpu_time_container`. */
  readonly name: string;
  readonly unit: Unit;
  readonly kind: 'counter' | 'gauge';
  /** Whose value it is: the whole machine's, one target's (container, command), or the tool's own. */
  readonly scope: 'machine' | 'target' | 'tool';
  /** One sentence for people: what it counts, and what it leaves out. */
  readonly help: string;
  /**
   * What adding the details (cores, disks, interfaces) of one target means: `sum` where they are disjoint parts,
   * `none` where they overlap and must never be added (RAPL core is part of RAPL package).
   */
  readonly details?: 'sum' | 'none';
};
