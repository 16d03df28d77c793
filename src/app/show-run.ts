import { analyseRun, gridIntensity } from '../analysis/index.ts';
import {
  type ExitStatus,
  renderLogs,
  renderReport,
  type ShowOptions,
  type Terminal,
} from '../presentation/index.ts';
import { metricSpecs } from '../sampling/index.ts';
import { openStore } from '../storage/index.ts';
import { ownCommand, storePath } from './places.ts';

/** `joulelab show`: the report is computed anew from the stored counters. */
export async function showRun(options: ShowOptions, { stdout }: Terminal): Promise<ExitStatus> {
  const grid = gridIntensity(options.grid);
  await using store = await openStore({ path: storePath() });
  const run = await store.loadRun(options.run);
  if (options.logs) {
    stdout.write(
      options.json ? `${JSON.stringify({ logs: run.logs }, null, 2)}\n` : renderLogs(run.logs, stdout),
    );
    return 0;
  }
  const report = analyseRun({ run, series: await store.loadSeries(run.id), specs: metricSpecs(), grid });
  stdout.write(
    options.json
      ? `${JSON.stringify(report, null, 2)}\n`
      : renderReport(report, { ...stdout, command: ownCommand() }),
  );
  return 0;
}
