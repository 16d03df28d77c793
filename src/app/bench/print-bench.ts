import { writeFile } from 'node:fs/promises';
import type { BenchReport } from '../../domain/bench.ts';
import { JoulelabError } from '../../domain/errors.ts';
import {
  type BenchOptions,
  renderBench,
  renderBenchHtml,
  renderBenchMarkdown,
  type Terminal,
} from '../../presentation/index.ts';
import { ownCommand } from '../places.ts';

/** Prints a bench, and writes the files that were asked for. @throws JoulelabError `usage` for a file that cannot be written */
export async function printBench(
  report: BenchReport,
  options: BenchOptions,
  { stdout }: Terminal,
): Promise<void> {
  stdout.write(
    options.json
      ? `${JSON.stringify(report, null, 2)}\n`
      : renderBench(report, { ...stdout, command: ownCommand() }),
  );
  if (options.markdown !== undefined) await writeTo(options.markdown, renderBenchMarkdown(report), report);
  if (options.html !== undefined) await writeTo(options.html, renderBenchHtml(report), report);
}

async function writeTo(file: string, text: string, { id }: BenchReport): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    throw new JoulelabError('usage', `The bench cannot be written to ${file}.`, {
      advice: `It is stored all the same: joulelab runtimes bench --show ${id}`,
      cause,
    });
  }
}
