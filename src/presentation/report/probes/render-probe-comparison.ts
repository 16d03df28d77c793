import type { Difference, ProbeComparison, RuntimeDifference } from '../../../domain/probe-comparison.ts';
import type { ProbeResult } from '../../../domain/runtimes.ts';
import { formatWhen } from '../format-when.ts';
import { joinLines, type Painter, painter, type RenderOptions } from '../style.ts';
import { printable, wrapWithPrefix } from '../wrap-text.ts';
import { MARKS } from './matrix.ts';

/** What is different between two probe reports, and nothing else. */
export function renderProbeComparison(comparison: ProbeComparison, options: RenderOptions): string {
  const { before, after, facts, runtimes } = comparison;
  const paint = painter(options.color);
  const { width } = options;
  const line = (text: string) => wrapWithPrefix('  ', printable(text), width);
  return joinLines(
    [
      paint(`Probe ${before.id} against probe ${after.id}`, 'heading'),
      paint(`${formatWhen(before.measuredUnixUs)} · ${formatWhen(after.measuredUnixUs)}`, 'quiet'),
      '',
      ...(facts.length === 0
        ? ['  Machine, engine and joulelab are the same.']
        : facts.map(factWords).flatMap(line)),
      ...runtimes.flatMap((runtime) => ['', ...runtimeLines(runtime, width, paint)]),
    ],
    options,
  );
}

function factWords({ what, before, after }: Difference<string>): string {
  return `${what}: ${before ?? 'unknown'} – ${after ?? 'unknown'}`;
}

function runtimeLines(
  { name, probedIn, facts, results, asked }: RuntimeDifference,
  width: number,
  paint: Painter,
): string[] {
  const head = paint(name, 'strong');
  if (probedIn !== 'both')
    return [`${head}  probed in the ${probedIn === 'before' ? 'first' : 'second'} only`];
  const same =
    results.length === 0 ? [`  ${asked} capabilities were asked about in both, with the same outcome.`] : [];
  return [
    head,
    ...facts.map(factWords).flatMap((text) => wrapWithPrefix('  ', printable(text), width)),
    ...same,
    ...results.flatMap((difference) => resultLines(difference, width, paint)),
  ];
}

function resultLines(
  { what, before, after }: Difference<ProbeResult>,
  width: number,
  paint: Painter,
): string[] {
  if (before === undefined || after === undefined) return [];
  return [
    `  ${what}`,
    ...[before, after].flatMap(({ outcome, evidence }) => {
      const [first = '', ...more] = wrapWithPrefix(`    ${MARKS[outcome].sign} `, printable(evidence), width);
      return [paint(first.slice(0, 6), MARKS[outcome].tone) + first.slice(6), ...more];
    }),
  ];
}
