import { contradicts } from '../../domain/probe-judgement.ts';
import type { Capability, ProbeReport, ProbeResult, RuntimeState } from '../../domain/runtimes.ts';
import { MARKS } from './probes/matrix.ts';
import { joinLines, type Painter, painter, type RenderOptions, type Tone } from './style.ts';
import { type Cell, layoutTable } from './table.ts';
import { fillLines, printable, wrapWithPrefix } from './wrap-text.ts';

/** What people choose a runtime by, with its column's header. */
const CHOSEN_BY: readonly (readonly [Capability, readonly string[]])[] = [
  ['nested-engine', ['Docker', 'inside']],
  ['systemd', ['sys-', 'temd']],
  ['kernel-modules', ['kernel', 'modules']],
  ['gpu', ['', 'GPU']],
  ['network-name', ['custom', 'networks']],
];

const CLAIMED: Readonly<Record<'yes' | 'no' | 'partly' | 'unknown', string>> = {
  yes: 'yes',
  no: 'no',
  partly: 'partly',
  unknown: '?',
};

/** Runtimes with the newest probes of this machine; what was not probed here is told as documents have it. */
export function renderRuntimes(
  runtimes: readonly RuntimeState[],
  probes: readonly ProbeReport[],
  options: RenderOptions & { readonly command: string },
): string {
  const paint = painter(options.color);
  const { width, command } = options;
  return joinLines(
    [
      paint('Container runtimes', 'heading'),
      '',
      ...table(runtimes, probes, width, paint),
      '',
      ...legend(width).map((line) => `  ${paint(line, 'quiet')}`),
      ...runtimes.flatMap((runtime) => notes(runtime, probes, width, paint)),
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
  const columns = [
    { header: ['name'], align: 'left' as const, shrinks: true },
    { header: ['version'], align: 'left' as const, shrinks: true },
    { header: ['usable'], align: 'left' as const },
    { header: ['isolation'], align: 'left' as const },
    ...CHOSEN_BY.map(([, header]) => ({ header, align: 'left' as const })),
  ];
  return layoutTable(
    {
      columns,
      rows: runtimes.map((runtime): Cell[] => [
        { text: printable(runtime.name), tone: 'strong' },
        { text: printable(runtime.version ?? '') },
        runtime.usable ? { text: 'yes', tone: 'good' } : { text: 'no', tone: 'warn' },
        { text: runtime.isolation },
        ...CHOSEN_BY.map(([capability]) => capabilityCell(runtime, capability, probes)),
      ]),
    },
    width,
    paint,
  );
}

function capabilityCell(runtime: RuntimeState, capability: Capability, probes: readonly ProbeReport[]): Cell {
  const seen = newestResult(runtime, capability, probes);
  if (seen !== undefined) {
    const { sign, tone } = MARKS[seen.result.outcome];
    return { text: sign, tone };
  }
  const claim = runtime.claims[capability];
  const tone: Tone = 'quiet';
  return { text: CLAIMED[claim?.says ?? 'unknown'], tone };
}

function legend(width: number): string[] {
  const parts = [
    `${MARKS.passed.sign} tried here and works`,
    `${MARKS.failed.sign} tried here and does not`,
    `${MARKS.hung.sign} hung here`,
    'yes, partly, no: what documents say, not tried here',
    '? not known',
  ];
  return fillLines(parts, ' · ', width - 2);
}

type Seen = { readonly result: ProbeResult; readonly measuredUnixUs: number };

/** The newest thing that a probe said of a runtime in this version; nothing was asked where it was skipped or broken. */
function newestResult(
  { name, version, args, binary }: RuntimeState,
  capability: Capability,
  probes: readonly ProbeReport[],
): Seen | undefined {
  for (const { runtimes, measuredUnixUs } of probes) {
    const same = runtimes.find(
      ({ runtime }) =>
        runtime.name === name &&
        runtime.version === version &&
        runtime.binary === binary &&
        runtime.args.join('\n') === args.join('\n'),
    );
    const result = same?.results.find((one) => one.capability === capability);
    if (result !== undefined && !['skipped', 'broken'].includes(result.outcome))
      return { result, measuredUnixUs };
  }
  return undefined;
}

/** What a runtime is, why it cannot be used, what to know, and what was tried with it. */
function notes(
  runtime: RuntimeState,
  probes: readonly ProbeReport[],
  width: number,
  paint: Painter,
): string[] {
  const { name, title, binary, args, registered, usable, reason, advice, gates, requirements, claims } =
    runtime;
  const kind =
    registered === 'default' ? "the engine's default" : registered === 'no' ? 'not registered' : undefined;
  const facts = [title === name ? '' : title, kind ?? '', [binary ?? '', ...args].join(' ').trim()].filter(
    Boolean,
  );
  const seen = (Object.keys(claims) as Capability[]).flatMap((capability) => {
    const found = newestResult(runtime, capability, probes);
    return found === undefined ? [] : [found];
  });
  const bad = seen.filter(({ result }) => result.outcome !== 'passed' || contradicts(result, claims));
  const newest = Math.max(...seen.map(({ measuredUnixUs }) => measuredUnixUs));
  const worked = seen.filter(({ result }) => result.outcome === 'passed').length;
  const text = [
    ...(usable ? [] : [sentence(`Not usable: ${reason ?? 'unknown why'}`), sentence(advice ?? '')]),
    ...gates
      .filter(({ effect }) => effect === 'warn')
      .map(({ message, advice: remedy }) => `${message} ${remedy}`),
    ...requirements
      .filter(({ met }) => met === 'unknown')
      .map(({ name: what, seen: words }) => sentence(`Not certain: ${what}. ${words}`)),
    ...(seen.length === 0 ? [] : [`Verified here on ${dateOf(newest)}: ${worked} of ${seen.length} work.`]),
    ...bad.map(({ result, measuredUnixUs }) =>
      sentence(
        `${result.capability} ${MARKS[result.outcome].word} (${dateOf(measuredUnixUs)}): ${result.evidence}`,
      ),
    ),
    ...CHOSEN_BY.flatMap(([capability]) => {
      const { says = 'unknown', note } = claims[capability] ?? {};
      const tried = seen.some(({ result }) => result.capability === capability);
      return says === 'partly' && note !== undefined && !tried ? [sentence(`${capability}: ${note}`)] : [];
    }),
  ].filter(Boolean);
  return [
    '',
    ...wrapWithPrefix('', `${name}${facts.length === 0 ? '' : `  ${facts.join(', ')}`}`, width).map((line) =>
      line.startsWith(name)
        ? paint(name, 'strong') + paint(line.slice(name.length), 'quiet')
        : paint(line, 'quiet'),
    ),
    ...text.flatMap((each) => wrapWithPrefix('  ', printable(each), width)),
  ];
}

function dateOf(unixUs: number): string {
  return new Date(unixUs / 1000).toISOString().slice(0, 10);
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || trimmed.endsWith('.') ? trimmed : `${trimmed}.`;
}
