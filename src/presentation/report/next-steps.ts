import { relative } from 'node:path';
import type { RunReport } from '../../domain/report.ts';
import type { Subject } from '../../domain/run.ts';

/** What to try next: a command line and what it does. */
export type NextStep = { readonly command: string; readonly purpose: string };

/**
 * Suggestions that fit this run: the most useful first, three at most.
 *
 * @param joulelab how the reader calls the program
 */
export function nextSteps(report: RunReport, joulelab: string): NextStep[] {
  const { run } = report;
  const id = run.id.slice(0, 6);
  const steps: (NextStep | false)[] = [
    run.status === 'failed' &&
      run.containers.length > 0 && {
        command: `${joulelab} show ${id} --logs`,
        purpose: 'what the containers printed',
      },
    run.status === 'failed' &&
      run.subject.kind === 'scenario' &&
      run.subject.uri === undefined && {
        command: `${joulelab} validate ${shortPath(run.subject.file)}`,
        purpose: 'check the scenario without running it',
      },
    run.status === 'completed' &&
      run.settings.quick &&
      run.subject.kind === 'scenario' && {
        command: `${joulelab} run ${[sourceWords(run.subject), ...switches(report)].join(' ')}`,
        purpose: 'full phases, for numbers to compare',
      },
    report.phases.length > 0 &&
      report.energySource.kind !== 'measured' && {
        command: `${joulelab} doctor`,
        purpose: 'what would give measured energy here',
      },
    { command: `${joulelab} show ${id} --json`, purpose: 'every figure, for programs' },
    { command: `${joulelab} list`, purpose: 'all stored runs' },
  ];
  return steps.filter((step) => step !== false).slice(0, 3);
}

/** What names the same scenario again: of a repository the same commit. */
function sourceWords({ uri, file, commit }: Extract<Subject, { kind: 'scenario' }>): string {
  if (uri === undefined) return shortPath(file);
  return [uri, `--filename ${file}`, ...(commit === undefined ? [] : [`--commit ${commit}`])].join(' ');
}

/** Without these the scenario would be refused, or be another one. */
function switches({ run: { settings, subject } }: RunReport): string[] {
  const variables = subject.kind === 'scenario' ? Object.entries(subject.variables) : [];
  return [
    ...variables.map(([name, value]) => `--variable ${shellWord(`${name}=${value}`)}`),
    ...(settings.allowedRunArgs ?? []).map((pattern) => `--allow-run-arg ${shellWord(pattern)}`),
    ...(settings.allowUnsafe ? ['--allow-unsafe'] : []),
    ...(settings.skipUnsafe ? ['--skip-unsafe'] : []),
  ];
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A path as it is shorter to type: from here, or whole. */
function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere !== '' && fromHere.length < path.length ? fromHere : path;
}
