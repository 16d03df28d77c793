import { writeFile } from 'node:fs/promises';
import { JoulelabError } from '../../domain/errors.ts';
import type { ProbeReport } from '../../domain/runtimes.ts';
import {
  type ProbeOptions,
  renderProbes,
  renderProbesHtml,
  renderProbesMarkdown,
  type Terminal,
} from '../../presentation/index.ts';
import { ownCommand } from '../places.ts';

/** Prints a probe report, and writes the files that were asked for. @throws JoulelabError `usage` for a file that cannot be written */
export async function printProbes(
  report: ProbeReport,
  options: ProbeOptions,
  { stdout }: Terminal,
): Promise<void> {
  stdout.write(
    options.json
      ? `${JSON.stringify(report, null, 2)}\n`
      : renderProbes(report, { ...stdout, command: ownCommand() }),
  );
  if (options.markdown !== undefined) await writeTo(options.markdown, renderProbesMarkdown(report), report);
  if (options.html !== undefined) await writeTo(options.html, renderProbesHtml(report), report);
}

async function writeTo(file: string, text: string, { id }: ProbeReport): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    throw new JoulelabError('usage', `The matrix cannot be written to ${file}.`, {
      advice: `It is stored all the same: joulelab runtimes probe --show ${id}`,
      cause,
    });
  }
}
