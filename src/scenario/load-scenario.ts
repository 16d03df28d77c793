import { stringify } from 'yaml';
import { JoulelabError, type ScenarioFault } from '../domain/errors.ts';
import type { Scenario } from '../domain/scenario.ts';
import { readScenario } from './build/scenario.ts';
import { createScope } from './build/scope.ts';
import { findScenario, type ScenarioPlace } from './find-scenario.ts';
import { createFindings, type Findings } from './findings.ts';
import { isSecretName, REDACTED, redactValue } from './safety/redact.ts';
import { validate } from './schema/validate.ts';
import { loadTree, startLoading } from './source/load-tree.ts';
import { mergeComposeFile } from './source/merge-compose.ts';
import { type ComposeProject, type MapTree, type Tree, toPlain } from './source/tree.ts';
import { checkAllUsed, readVariables, type Variables } from './source/variables.ts';

export type LoadRequest = {
  /** The scenario file, or a folder with a `usage_scenario.yml` or `.yaml` in it. */
  readonly path: string;
  /** By name, `NAME` or `__GMT_VAR_NAME__`. */
  readonly variables: Readonly<Record<string, string>>;
  readonly allowUnsafe: boolean;
  /** Drop what is not allowed, with a warning for each, in place of refusing the scenario. */
  readonly skipUnsafe: boolean;
  /** Strings of `docker-run-args` that are allowed besides: regular expressions, each for the whole of a string. */
  readonly allowedRunArgs?: readonly string[];
  /** With several scenarios in one call a variable may be for another one. `Scenario.variables` are those used. */
  readonly variablesMayBeUnused?: boolean;
};

/**
 * Reads a usage scenario: variables, includes and `compose-file` resolved, checked against the schema, references and
 * safety rules. Nothing outside the scenario's repository is read unless `allowUnsafe`.
 *
 * @throws JoulelabError `scenario-not-found`; `scenario-invalid` with all faults at once; `scenario-unsafe` where
 *   nothing else is wrong than what `--allow-unsafe` would allow
 */
export async function loadScenario(request: LoadRequest): Promise<Scenario> {
  return readScenarioAt(findScenario(request.path), request);
}

/**
 * The same for a place that is known already.
 *
 * @param text what to read in place of the scenario file, which need not exist then
 * @param findings gets all that is found, also where the scenario is refused
 */
export function readScenarioAt(
  where: ScenarioPlace,
  request: Omit<LoadRequest, 'path'>,
  text?: string,
  findings: Findings = createFindings(request),
): Scenario {
  const variables = readVariables(request.variables, findings);
  const texts = new Map(text === undefined ? [] : [[where.file, text]]);
  const loading = startLoading(where.root, variables, findings, texts);
  const loaded = loadTree(where.file, loading);
  const tree = loaded && asMap(loaded, findings);
  const merged = tree && mergeComposeFile(tree, loading);
  const validated = merged && validate(merged, findings);
  const content =
    validated &&
    readScenario(
      validated.data,
      createScope(validated, findings, {
        ...where,
        allowUnsafe: request.allowUnsafe,
        allowedRunArgs: (request.allowedRunArgs ?? []).map((pattern) => new RegExp(`^(?:${pattern})$`, 's')),
        variables,
      }),
    );
  if (request.variablesMayBeUnused !== true) checkAllUsed(request.variables, variables, findings);
  if (merged === undefined || content === undefined || findings.faults.length + findings.unsafe.length > 0) {
    throw refusal(where.file, findings);
  }
  const { file, root } = where;
  return { ...content, file, root, ...storedTexts(merged, variables), warnings: findings.warnings };
}

function asMap(tree: Tree, findings: Findings): MapTree | undefined {
  if (tree.kind === 'map') return tree;
  const { source } = tree.place;
  findings.fault({ source, start: 0, end: 1 }, 'a scenario is a map: name, services, flow, …');
  return undefined;
}

/** What is stored with the run: secrets are blanked, by the name of their key and by that of their variable. */
function storedTexts(tree: MapTree, variables: Variables): Pick<Scenario, 'resolvedText' | 'variables'> {
  const secrets = [variables.values, ...[...projectsOf(tree)].map(({ env }) => env)].flatMap((values) =>
    [...values].flatMap(([name, value]) => (isSecretName(name) ? [value] : [])),
  );
  const stored: Record<string, string> = {};
  for (const [name, value] of variables.values)
    if (variables.used.has(name)) stored[name] = isSecretName(name) ? REDACTED : value;
  const values = redactValue(toPlain(tree), secrets);
  return {
    resolvedText: stringify(values, { lineWidth: 0, aliasDuplicateObjects: false }),
    variables: stored,
  };
}

function projectsOf(tree: Tree): Set<ComposeProject> {
  if (tree.kind === 'scalar') return new Set(tree.project === undefined ? [] : [tree.project]);
  const inner = tree.kind === 'list' ? tree.items : [...tree.entries.values()].map((entry) => entry.value);
  return new Set(inner.flatMap((node) => [...projectsOf(node)]));
}

function refusal(file: string, findings: Findings): JoulelabError {
  const faults = sorted([...findings.faults, ...findings.unsafe], file);
  const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`;
  if (findings.faults.length === 0) {
    return new JoulelabError('scenario-unsafe', `${file} asks for what is not allowed by default: ${count}`, {
      advice:
        'Use --skip-unsafe to run without it, or --allow-unsafe where you trust the scenario with this machine.',
      details: { faults },
    });
  }
  return new JoulelabError('scenario-invalid', `${file} has ${count}`, {
    advice: 'Correct the lines shown.',
    details: { faults },
  });
}

/** In reading order, the scenario's own file first; the same fault twice (through an alias) is shown once. */
function sorted(faults: readonly ScenarioFault[], file: string): readonly ScenarioFault[] {
  const unique = new Map(
    faults.map((fault) => [`${fault.file}:${fault.line}:${fault.column}:${fault.message}`, fault]),
  );
  const rank = (fault: ScenarioFault): number => (fault.file === file ? 0 : 1);
  return [...unique.values()].toSorted(
    (a, b) => rank(a) - rank(b) || a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column,
  );
}
