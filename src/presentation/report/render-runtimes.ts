import { contradicts } from '../../domain/probe-judgement.ts';
import type { Capability, Claim, ProbeOutcome, ProbeReport, RuntimeState } from '../../domain/runtimes.ts';
import { newestResult } from './newest-result.ts';
import { CONTRADICTION, MARKS } from './probes/matrix.ts';
import { runtimeNotes } from './runtime-notes.ts';
import { joinLines, type Painter, painter, type RenderOptions } from './style.ts';
import { type Cell, layoutTable } from './table.ts';
import { fillLines, printable } from './wrap-text.ts';

/** What people choose a runtime by, with its column's header. */
const CHOSEN_BY: readonly (readonly [Capability, readonly string[]])[] = [
  ['nested-engine', ['Docker', 'inside']],
  ['systemd', ['systemd']],
  ['kernel-modules', ['kernel', 'modules']],
  ['gpu', ['GPU']],
  ['network-name', ['service', 'names']],
];

const CLAIMED: Readonly<Record<Claim['says'], string>> = {
  yes: 'yes',
  no: 'no',
  partly: 'partly',
  unknown: '?',
};

/** Below this width the isolation stands in the notes alone: with it, the table would be drawn in two parts. */
const WIDE = 104;

/** Runtimes with the newest probes of this machine; what was not probed here is told as documents have it. */
export function renderRuntimes(
  runtimes: readonly RuntimeState[],
  probes: readonly ProbeReport[],
  options: RenderOptions & { readonly command: string },
): string {
  const paint = painter(options.color);
  const { width, command } = options;
  const capabilities = CHOSEN_BY.map(([capability]) => capability);
  return joinLines(
    [
      paint('Container runtimes', 'heading'),
      '',
      ...table(runtimes, probes, width, paint),
      '',
      ...legend(runtimes, probes, width).map((line) => `  ${paint(line, 'quiet')}`),
      ...runtimes.flatMap((runtime) => runtimeNotes(runtime, probes, capabilities, width, paint)),
      '',
      `Find out what really works here: ${command} runtimes probe`,
      `Install one that is missing:     ${command} runtimes setup NAME`,
    ],
    options,
  );
}

function table(
  runtimes: readonly RuntimeState[],
  probes: readonly ProbeReport[],
  width: number,
  paint: Painter,
): string[] {
  const wide = width >= WIDE;
  const columns = [
    { header: ['name'], align: 'left' as const, shrinks: true },
    { header: ['version'], align: 'left' as const, shrinks: true },
    { header: ['usable'], align: 'left' as const },
    ...(wide ? [{ header: ['isolation'], align: 'left' as const }] : []),
    ...CHOSEN_BY.map(([, header]) => ({ header, align: 'left' as const })),
  ];
  const rows = runtimes.map((runtime): Cell[] => [
    { text: printable(runtime.name), tone: 'strong' },
    { text: printable(runtime.version ?? '') },
    runtime.usable ? { text: 'yes', tone: 'good' } : { text: 'no', tone: 'warn' },
    ...(wide ? [{ text: runtime.isolation }] : []),
    ...CHOSEN_BY.map(([capability]) => capabilityCell(runtime, capability, probes)),
  ]);
  return layoutTable({ columns, rows }, width, paint);
}

function capabilityCell(runtime: RuntimeState, capability: Capability, probes: readonly ProbeReport[]): Cell {
  const result = newestResult(runtime, capability, probes)?.result;
  if (result !== undefined) {
    const { sign, tone } = MARKS[result.outcome];
    return { text: contradicts(result, runtime.claims) ? sign + CONTRADICTION : sign, tone };
  }
  return { text: CLAIMED[runtime.claims[capability]?.says ?? 'unknown'], tone: 'quiet' };
}

/** The marks that are in the table, then the words. */
function legend(runtimes: readonly RuntimeState[], probes: readonly ProbeReport[], width: number): string[] {
  const results = runtimes.flatMap((runtime) =>
    CHOSEN_BY.flatMap(([capability]) => {
      const result = newestResult(runtime, capability, probes)?.result;
      return result === undefined ? [] : [{ result, claims: runtime.claims }];
    }),
  );
  const words: Readonly<Partial<Record<ProbeOutcome, string>>> = {
    passed: 'tried here and works',
    failed: 'tried here and does not',
    hung: 'hung here and was killed',
  };
  const marks = (Object.keys(words) as ProbeOutcome[])
    .filter((outcome) => results.some(({ result }) => result.outcome === outcome))
    .map((outcome) => `${MARKS[outcome].sign} ${words[outcome]}`);
  const differs = results.some(({ result, claims }) => contradicts(result, claims));
  const parts = [
    ...marks,
    ...(differs ? [`${CONTRADICTION} documents say otherwise`] : []),
    'yes, partly, no: what documents say, not tried here',
    '? not known',
  ];
  return fillLines(parts, ' · ', width - 2);
}
