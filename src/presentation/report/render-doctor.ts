import type { MachineFacts } from '../../domain/run.ts';
import { machineParts } from './headline.ts';
import { joinLines, type Painter, painter, type RenderOptions, type Tone } from './style.ts';
import { fillLines, wrapWithPrefix } from './wrap-text.ts';

/** One check of the machine. `poor`: joulelab works, but the figures are worth less. `missing`: something does not work. */
export type DoctorFinding = {
  readonly topic: string;
  readonly verdict: 'good' | 'poor' | 'missing';
  /** What was found, one sentence. */
  readonly message: string;
  /** How to make it better; for every finding that is not good. */
  readonly advice?: string;
};

export type DoctorReport = { readonly machine?: MachineFacts; readonly findings: readonly DoctorFinding[] };

const MARKS: Readonly<Record<DoctorFinding['verdict'], { readonly sign: string; readonly tone: Tone }>> = {
  good: { sign: '✓', tone: 'good' },
  poor: { sign: '!', tone: 'warn' },
  missing: { sign: '✗', tone: 'bad' },
};

/** Every finding with its remedy, and at the end the verdict in one line. */
export function renderDoctor(report: DoctorReport, options: RenderOptions): string {
  const paint = painter(options.color);
  const machine =
    report.machine === undefined ? [] : fillLines(machineParts(report.machine), ' · ', options.width);
  return joinLines(
    [
      ...machine.map((line) => paint(line, 'quiet')),
      ...(machine.length === 0 ? [] : ['']),
      ...report.findings.flatMap((finding) => findingLines(finding, options.width, paint)),
      '',
      verdict(report.findings),
    ],
    options,
  );
}

function findingLines(finding: DoctorFinding, width: number, paint: Painter): string[] {
  const { sign, tone } = MARKS[finding.verdict];
  const [first = '', ...more] = wrapWithPrefix(`  ${sign} `, `${finding.topic}: ${finding.message}`, width);
  return [
    paint(first.slice(0, 3), tone) + first.slice(3),
    ...more,
    ...(finding.advice === undefined
      ? []
      : wrapWithPrefix('    ', finding.advice, width).map((line) => paint(line, 'quiet'))),
  ];
}

function verdict(findings: readonly DoctorFinding[]): string {
  const count = (wanted: DoctorFinding['verdict']): number =>
    findings.filter((finding) => finding.verdict === wanted).length;
  if (count('missing') > 0)
    return `Not ready: ${count('missing')} missing, ${count('poor')} could be better.`;
  if (count('poor') > 0) return `Ready, with care: ${count('poor')} could be better.`;
  return 'Ready: this machine is fit to measure on.';
}
