import { contradicts } from '../../domain/probe-judgement.ts';
import { CAPABILITIES, type Capability, type ProbeReport, type RuntimeState } from '../../domain/runtimes.ts';
import { newestResult, type Seen } from './newest-result.ts';
import { MARKS } from './probes/matrix.ts';
import type { Painter } from './style.ts';
import { printable, wrapWithPrefix } from './wrap-text.ts';

/** What a runtime is, why it cannot be used, what to know, and what was tried with it. */
export function runtimeNotes(
  runtime: RuntimeState,
  probes: readonly ProbeReport[],
  chosenBy: readonly Capability[],
  width: number,
  paint: Painter,
): string[] {
  const name = printable(runtime.name);
  const facts = printable(factsOf(runtime));
  const seen = (Object.keys(CAPABILITIES) as Capability[]).flatMap(
    (capability) => newestResult(runtime, capability, probes) ?? [],
  );
  const sentences = [
    ...(runtime.usable ? [] : [`Not usable: ${runtime.reason ?? 'unknown why'}`, runtime.advice ?? '']),
    ...runtime.gates.flatMap(({ effect, message, advice }) =>
      effect === 'warn' ? [`${message} ${advice}`] : [],
    ),
    ...requirementSentences(runtime),
    ...seenSentences(runtime, seen),
    ...conditionSentences(runtime, chosenBy, seen),
  ];
  return [
    '',
    ...wrapWithPrefix('', facts === '' ? name : `${name}: ${facts}`, width).map((line, index) =>
      index === 0 ? paint(name, 'strong') + paint(line.slice(name.length), 'quiet') : paint(line, 'quiet'),
    ),
    ...sentences.flatMap((text) => wrapWithPrefix('  ', printable(sentence(text)), width)),
  ];
}

function factsOf({ name, title, isolation, binary, args, registered }: RuntimeState): string {
  const kind = { default: "the engine's default", no: 'not registered', listed: '', shim: '' }[registered];
  const facts = [
    title === name ? '' : title,
    isolation === 'unknown' ? '' : isolation,
    kind,
    [binary ?? '', ...args].join(' ').trim(),
  ];
  return facts.filter(Boolean).join(', ');
}

/** Of a usable runtime also what is unmet: it works all the same, with something missing. */
function requirementSentences({ usable, requirements }: RuntimeState): string[] {
  return requirements.flatMap(({ name, met, seen, advice }) => {
    if (met === 'unknown') return [`Not certain: ${name}. ${seen}`];
    return met === 'no' && usable ? [`Missing: ${name}. ${sentence(seen)} ${advice ?? ''}`] : [];
  });
}

/** How much of what was tried works, and one by one what does not though no document says so, or does though one denies it. */
function seenSentences({ claims }: RuntimeState, seen: readonly Seen[]): string[] {
  if (seen.length === 0) return [];
  const newest = Math.max(...seen.map(({ measuredUnixUs }) => measuredUnixUs));
  const worked = seen.filter(({ result }) => result.outcome === 'passed').length;
  const surprises = seen.filter(({ result }) => {
    const denied = claims[result.capability]?.says === 'no' && result.outcome !== 'hung';
    return contradicts(result, claims) || (result.outcome !== 'passed' && !denied);
  });
  return [
    `Verified here on ${dateOf(newest)}: ${worked} of ${seen.length} work`,
    ...surprises.map(
      ({ result, measuredUnixUs }) =>
        `${result.capability} ${MARKS[result.outcome].word} (${dateOf(measuredUnixUs)}): ${result.evidence}`,
    ),
  ];
}

/** Under which condition documents promise what was not tried. */
function conditionSentences(
  { claims }: RuntimeState,
  chosenBy: readonly Capability[],
  seen: readonly Seen[],
): string[] {
  return chosenBy.flatMap((capability) => {
    const { says = 'unknown', note } = claims[capability] ?? {};
    const tried = seen.some(({ result }) => result.capability === capability);
    return says === 'partly' && note !== undefined && !tried ? [`${capability}: ${note}`] : [];
  });
}

function dateOf(unixUs: number): string {
  return new Date(unixUs / 1000).toISOString().slice(0, 10);
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || trimmed.endsWith('.') ? trimmed : `${trimmed}.`;
}
