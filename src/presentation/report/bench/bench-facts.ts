import type { BenchArm, BenchReport } from '../../../domain/bench.ts';
import { formatBytes, formatNumber } from '../format-quantity.ts';
import { formatWhen } from '../format-when.ts';

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
    [
      'schedule',
      `${blocks} of ${settings.blocks} blocks, tasks and arms in a random order from seed ${settings.seed}` +
        (settings.quick ? '; --quick: small amounts of work' : ''),
    ],
  ];
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
