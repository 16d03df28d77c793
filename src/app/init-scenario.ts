import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { JoulelabError } from '../domain/errors.ts';
import { type ExitStatus, type InitOptions, renderInit, type Terminal } from '../presentation/index.ts';
import { type Draft, draftScenario } from '../scenario/index.ts';
import { ownCommand } from './places.ts';

/** Exit status of a scenario that was written and is not valid yet: the same as that of `validate`. */
const NOT_VALID_YET = 2;

/** `joulelab init`: writes a usage scenario for what a folder has. Nothing else is changed. */
export async function initScenario(options: InitOptions, { stdout }: Terminal): Promise<ExitStatus> {
  const draft = draftScenario(options.path);
  writeDraft(draft, options.force);
  const { file, madeFrom, source, faults, scenario } = draft;
  const warnings = scenario?.warnings ?? [];
  const summary = { file, madeFrom, ...(source === undefined ? {} : { source }), faults, warnings };
  stdout.write(
    options.json
      ? `${JSON.stringify({ ...summary, valid: faults.length === 0 }, null, 2)}\n`
      : renderInit({ ...summary, file: asShort(file) }, ownCommand(), stdout),
  );
  return faults.length === 0 ? 0 : NOT_VALID_YET;
}

/** From the folder where the user is, where that is shorter. */
function asShort(file: string): string {
  const way = relative(process.cwd(), file);
  return way.startsWith('..') ? file : way;
}

function writeDraft({ file, text }: Draft, force: boolean): void {
  try {
    writeFileSync(file, text, { flag: force ? 'w' : 'wx' });
  } catch (thrown) {
    const isThere = thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST';
    throw new JoulelabError('usage', isThere ? `${file} is there already` : `Cannot write ${file}`, {
      advice: isThere ? 'Use --force to write it anew.' : 'Choose a folder that you may write to.',
      cause: thrown,
    });
  }
}
