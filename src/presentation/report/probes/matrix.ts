import { contradicts } from '../../../domain/probe-judgement.ts';
import {
  CAPABILITIES,
  type Capability,
  type Claim,
  type ProbedRuntime,
  type ProbeOutcome,
  type ProbeReport,
  type ProbeResult,
} from '../../../domain/runtimes.ts';
import type { Tone } from '../style.ts';

/** How an outcome is shown, everywhere. */
export const MARKS: Readonly<
  Record<ProbeOutcome, { readonly sign: string; readonly word: string; readonly tone: Tone }>
> = {
  passed: { sign: '✓', word: 'works', tone: 'good' },
  failed: { sign: '✗', word: 'does not', tone: 'bad' },
  hung: { sign: '∞', word: 'hung and was killed', tone: 'bad' },
  broken: { sign: '?', word: 'the probe failed', tone: 'warn' },
  skipped: { sign: '–', word: 'not asked', tone: 'quiet' },
};

/** Put behind the mark where documents say something else. */
export const CONTRADICTION = '≠';

export type MatrixCell = {
  readonly result: ProbeResult;
  readonly claim?: Claim;
  readonly contradicts: boolean;
};

/** Capabilities down, runtimes across; only what was asked of some runtime. */
export type Matrix = {
  readonly runtimes: readonly ProbedRuntime[];
  readonly rows: readonly {
    readonly capability: Capability;
    readonly meaning: string;
    /** As many as runtimes; undefined where that one was not asked. */
    readonly cells: readonly (MatrixCell | undefined)[];
  }[];
  /** Those of which nothing was asked. */
  readonly unusable: readonly ProbedRuntime[];
};

export function probeMatrix({ runtimes }: ProbeReport): Matrix {
  const probed = runtimes.filter(({ results }) => results.length > 0);
  const rows = (Object.keys(CAPABILITIES) as Capability[]).map((capability) => ({
    capability,
    meaning: CAPABILITIES[capability],
    cells: probed.map((one) => cellOf(one, capability)),
  }));
  return {
    runtimes: probed,
    rows: rows.filter(({ cells }) => cells.some((cell) => cell !== undefined)),
    unusable: runtimes.filter(({ results }) => results.length === 0),
  };
}

function cellOf({ runtime, results }: ProbedRuntime, capability: Capability): MatrixCell | undefined {
  const result = results.find((one) => one.capability === capability);
  if (result === undefined) return undefined;
  const claim = runtime.claims[capability];
  return {
    result,
    contradicts: contradicts(result, runtime.claims),
    ...(claim === undefined ? {} : { claim }),
  };
}

/** The mark of a cell as text. */
export function signOf(cell: MatrixCell | undefined): string {
  if (cell === undefined) return '';
  return MARKS[cell.result.outcome].sign + (cell.contradicts ? CONTRADICTION : '');
}

/** Outcomes and the contradiction that occur, with their meaning: `✓ works`. */
export function legend({ rows }: Matrix): string[] {
  const cells = rows.flatMap((row) => row.cells).filter((cell) => cell !== undefined);
  const outcomes = (Object.keys(MARKS) as ProbeOutcome[]).filter((outcome) =>
    cells.some(({ result }) => result.outcome === outcome),
  );
  return [
    ...outcomes.map((outcome) => `${MARKS[outcome].sign} ${MARKS[outcome].word}`),
    ...(cells.some((cell) => cell.contradicts) ? [`${CONTRADICTION} documents say otherwise`] : []),
  ];
}

/** What documents say, where this machine says otherwise: `documents: yes, with a condition (source)`. */
export function claimWords({ contradicts: differs, claim }: MatrixCell): string {
  if (!differs || claim === undefined) return '';
  const note = claim.note === undefined ? '' : `, ${claim.note}`;
  return `documents say ${claim.says}${note} (${claim.source})`;
}

/** A runtime in a few words: `gVisor release-20221219.0, kernel in user space`. */
export function runtimeWords({ runtime }: ProbedRuntime): string {
  const { title, version, isolation, args } = runtime;
  const parts = [
    version === undefined ? title : `${title} ${version}`,
    ...(isolation === 'unknown' ? [] : [isolation]),
  ];
  return [...parts, ...args].join(', ');
}

/** Why a runtime was not probed, and what to do. */
export function unusableWords({ runtime }: ProbedRuntime): string {
  const { reason, advice } = runtime;
  return [reason ?? 'not usable', advice]
    .filter((part) => part !== undefined)
    .map((part) => part.replace(/\.$/, ''))
    .join('. ');
}
