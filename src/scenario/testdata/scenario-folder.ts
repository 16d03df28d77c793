import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { JoulelabError, type ScenarioFault } from '../../domain/errors.ts';
import type { Scenario } from '../../domain/scenario.ts';
import { type LoadRequest, loadScenario } from '../index.ts';

/** Files by path, relative to a new folder; `{ link }` makes a symbolic link, `null` a folder. */
export type Files = Readonly<Record<string, string | null | { readonly link: string }>>;

export type ScenarioFolder = Disposable & {
  readonly path: string;
  load(options?: Partial<LoadRequest>): Promise<Scenario>;
  /** The error of a load that fails; another error, or none, fails the test. */
  refusal(options?: Partial<LoadRequest>): Promise<JoulelabError>;
  faults(options?: Partial<LoadRequest>): Promise<readonly ScenarioFault[]>;
};

export function scenarioFolder(files: Files): ScenarioFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'joulelab-scenario-')));
  for (const [name, content] of Object.entries(files)) {
    const file = join(path, name);
    mkdirSync(content === null ? file : dirname(file), { recursive: true });
    if (typeof content === 'string') writeFileSync(file, content);
    else if (content !== null) symlinkSync(content.link, file);
  }
  const load = (options: Partial<LoadRequest> = {}): Promise<Scenario> =>
    loadScenario({ path, variables: {}, allowUnsafe: false, skipUnsafe: false, ...options });
  const refusal = async (options: Partial<LoadRequest> = {}): Promise<JoulelabError> => {
    try {
      await load(options);
    } catch (error) {
      if (error instanceof JoulelabError) return error;
      throw error;
    }
    throw new Error('the scenario was accepted');
  };
  return {
    path,
    load,
    refusal,
    faults: async (options) => (await refusal(options)).details.faults ?? [],
    [Symbol.dispose]: () => rmSync(path, { recursive: true }),
  };
}

/** A scenario with one service `web`; `lines` are put into it, four blanks deep. */
export function withService(lines: string, more = ''): string {
  const inner = lines.split('\n').map((line) => `    ${line}\n`).join('');
  return `name: demo
services:
  web:
    image: busybox:1.35
${inner}flow:
  - name: step
    container: web
    commands: [{type: console, command: 'true'}]
${more}`;
}

/** A scenario with one flow command; `lines` are keys of it. */
export function withCommand(lines: string): string {
  const inner = lines.split('\n').map((line) => `        ${line}\n`).join('');
  return `name: demo
services: {web: {image: busybox}}
flow:
  - name: step
    container: web
    commands:
      - type: console
${inner}`;
}

/** `LINE:COLUMN WHAT THE CARET MARKS | MESSAGE`: a fault as tests compare it. */
export function brief(fault: ScenarioFault): string {
  return `${fault.line}:${fault.column} ${fault.sourceLine.slice(fault.column - 1, fault.column - 1 + fault.length)} | ${fault.message}`;
}
