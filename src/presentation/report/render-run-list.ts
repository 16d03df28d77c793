import type { Run } from '../../domain/run.ts';
import { formatDuration } from './format-quantity.ts';
import { formatWhen } from './format-when.ts';
import { joinLines, painter, type RenderOptions, type Tone } from './style.ts';
import { type Cell, layoutTable, type Table } from './table.ts';

/** What a list of runs shows of each; a whole `Run` is one. */
export type ListedRun = Pick<
  Run,
  'id' | 'name' | 'status' | 'startedUnixUs' | 'endedUnixUs' | 'settings' | 'subject' | 'error'
> & { readonly runtimes?: readonly string[] };

const TONES: Readonly<Record<Run['status'], Tone>> = { completed: 'good', failed: 'bad', running: 'warn' };

/** Stored runs, one a line, in the order given; an empty list says how to make a first one. */
export function renderRunList(runs: readonly ListedRun[], options: RenderOptions): string {
  if (runs.length === 0) return 'No runs are stored yet. Try: joulelab run examples/compression --quick\n';
  return joinLines(layoutTable(runTable(runs), options.width, painter(options.color)), options);
}

function runTable(runs: readonly ListedRun[]): Table {
  return {
    columns: [
      { header: ['run'], align: 'left' },
      { header: ['started'], align: 'right' },
      { header: ['took'], align: 'right' },
      { header: ['status'], align: 'left' },
      { header: ['what'], align: 'left', shrinks: true },
    ],
    rows: runs.map((run): Cell[] => [
      { text: run.id, tone: 'strong' },
      { text: formatWhen(run.startedUnixUs) },
      {
        text: formatDuration(run.endedUnixUs === undefined ? undefined : run.endedUnixUs - run.startedUnixUs),
      },
      { text: run.error?.code ?? run.status, tone: TONES[run.status] },
      { text: `${run.name}${marksOf(run)}` },
    ]),
  };
}

/** What is not as usual about it: `(runsc, quick)`. */
function marksOf({ settings, runtimes = [] }: ListedRun): string {
  const marks = [...runtimes.filter((name) => name !== 'runc'), ...(settings.quick ? ['quick'] : [])];
  return marks.length === 0 ? '' : ` (${marks.join(', ')})`;
}
