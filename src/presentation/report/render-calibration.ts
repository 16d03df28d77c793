import type { BlockStatistics, Calibration, Spread } from '../../domain/calibration.ts';
import { formatPower, formatShare } from './format-quantity.ts';
import { joinLines, painter, type RenderOptions } from './style.ts';
import { type Cell, layoutTable, rightColumn } from './table.ts';
import { wrapText, wrapWithPrefix } from './wrap-text.ts';

/** What a calibration found, and what follows from it. */
export function renderCalibration(
  calibration: Calibration,
  options: RenderOptions & { readonly storedAt: string },
): string {
  const { idle, idleUnsampled, fullLoad, recorderCpu, blockMs, energySource } = calibration;
  const paint = painter(options.color);
  const estimate = energySource === 'estimated' ? ' (estimate)' : '';
  const table = layoutTable(
    {
      columns: [
        { header: ['machine'], align: 'left' },
        ...(energySource === 'none' ? [] : [rightColumn('power'), rightColumn('deviation')]),
        rightColumn('CPU'),
        rightColumn('deviation'),
        rightColumn('blocks'),
      ],
      rows: [
        row('at rest, sampling', idle, energySource),
        row('at rest, not sampling', idleUnsampled, energySource),
        row('all threads busy', fullLoad, energySource),
      ],
    },
    options.width,
    paint,
  );
  const prose = wrapText(
    `Sampling every ${calibration.intervalMs} ms costs ${formatShare(recorderCpu.mean)} of one core. ` +
      `${differenceWords(idle, idleUnsampled)} Deviations are the standard deviation of blocks of ${blockMs / 1000} s.`,
    options.width - 2,
  );
  return joinLines(
    [
      paint(`Calibration of this machine${estimate}`, 'heading'),
      ...table,
      '',
      ...prose.map((line) => `  ${line}`),
      ...busyLines(calibration, options.width).map((line) => paint(line, 'warn')),
      `  Later reports refer to it. Stored in ${options.storedAt}`,
    ],
    options,
  );
}

function row(
  name: string,
  { power, cpuUtilisation }: BlockStatistics,
  source: Calibration['energySource'],
): Cell[] {
  const watts = source === 'none' ? [] : [{ text: formatPower(power?.mean) }, deviation(power, formatPower)];
  return [
    { text: name },
    ...watts,
    { text: formatShare(cpuUtilisation.mean) },
    deviation(cpuUtilisation, formatShare),
    { text: String(cpuUtilisation.blocks) },
  ];
}

function deviation(spread: Spread | undefined, format: (value: number | undefined) => string): Cell {
  return { text: format(spread?.standardDeviation) };
}

/** Above this share of the machine's CPU, "at rest" is not the word. */
const REST_LIMIT = 0.1;

function busyLines({ idle }: Calibration, width: number): string[] {
  if (idle.cpuUtilisation.mean <= REST_LIMIT) return [];
  const message = `The machine was not at rest (${formatShare(idle.cpuUtilisation.mean)} CPU): stop other work and calibrate again.`;
  return wrapWithPrefix('  ! ', message, width);
}

/** A difference that the noise of the blocks could make is no difference. */
function differenceWords({ power: sampled }: BlockStatistics, { power: unsampled }: BlockStatistics): string {
  if (sampled?.standardDeviation === undefined || unsampled?.standardDeviation === undefined) return '';
  const difference = sampled.mean - unsampled.mean;
  const error = Math.sqrt(
    sampled.standardDeviation ** 2 / sampled.blocks + unsampled.standardDeviation ** 2 / unsampled.blocks,
  );
  return Math.abs(difference) <= 2 * error
    ? `What it adds to the power at rest (${formatPower(Math.abs(difference))}) is within the noise of these blocks.`
    : `At rest the machine draws ${formatPower(Math.abs(difference))} ${difference > 0 ? 'more' : 'less'} with it.`;
}
