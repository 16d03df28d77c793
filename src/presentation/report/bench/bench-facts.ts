import type { BenchArm, BenchReport } from '../../../domain/bench.ts';
import { formatBytes, formatNumber } from '../format-quantity.ts';
import { formatWhen } from '../format-when.ts';
import { referenceMean } from './bench-tables.ts';

/** What a reader needs to judge a bench, and to do it again: pairs of a word and its value. */
export function benchFacts(report: BenchReport): [string, string][] {
  const { machine, settings, arms, cells } = report;
  const blocks = new Set(cells.map(({ block }) => block)).size;
  const limits = `${formatNumber(settings.cpus)} CPUs and ${formatBytes(settings.memoryBytes)}`;
  return [
    ['measured', formatWhen(report.measuredUnixUs)],
    [
      'machine',
      `${machine.cpuModel ?? machine.hostname}, ${machine.threads} threads, Linux ${machine.kernel}`,
    ],
    ...arms.map((arm): [string, string] => [arm.name, armWords(arm)]),
    ['limits', `${limits} for each container`],
    ['energy', energyWords(report)],
    ...coarse(report).map((words): [string, string] => ['coarse', words]),
    [
      'schedule',
      `${blocks} of ${settings.blocks} blocks, tasks and arms in a random order from seed ${settings.seed}` +
        (settings.quick ? '; --quick: small amounts of work' : ''),
    ],
  ];
}

/** From this time on a step of 10 ms is less than 2 %. */
const FINE_FROM_US = 500_000;

function coarse(report: BenchReport): string[] {
  if (report.energySource.kind !== 'estimated') return [];
  const short = report.workloads.filter(
    ({ id, kind }) => kind === 'work' && (referenceMean(report, id, 'time') ?? FINE_FROM_US) < FINE_FROM_US,
  );
  if (short.length === 0) return [];
  const titles = short.map(({ title }) => title).join(', ');
  return [`estimated energy of tasks below 0.5 s, as CPU time is counted in steps of 10 ms: ${titles}`];
}

function armWords({ title, runtimeVersion, engine, notes }: BenchArm): string {
  return [
    `${title}${runtimeVersion === undefined ? '' : ` ${runtimeVersion}`}`,
    ...(engine === undefined
      ? []
      : [`${engine.name} ${engine.version}${engine.rootless ? ' rootless' : ''}, ${engine.storageDriver}`]),
    ...notes,
  ].join(', ');
}

function energyWords({ energySource }: BenchReport): string {
  switch (energySource.kind) {
    case 'measured':
      return `measured: ${energySource.covers}, the whole machine's from begin to end of the work`;
    case 'estimated':
      return `estimated from the CPU utilisation (${energySource.model}), the whole machine's from begin to end of the work`;
    case 'none':
      return `unknown: ${energySource.reason}`;
    default:
      return energySource satisfies never;
  }
}
