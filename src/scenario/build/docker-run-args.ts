import type { Mount } from '../../domain/scenario.ts';
import { didYouMean } from '../nearest.ts';
import { flagNames, isHarmless } from '../safety/docker-flags.ts';
import { type ParsedFlag, parseFlags } from '../safety/parse-flags.ts';
import { redactText } from '../safety/redact.ts';
import { narrowPlace } from '../source/source-text.ts';
import type { Path } from '../source/tree.ts';
import { parseByteSize } from '../values/byte-size.ts';
import { readLabels, splitAssignment } from './assignments.ts';
import type { LimitArguments } from './limits.ts';
import { addMountOption } from './mount-option.ts';
import { addShort } from './mounts.ts';
import type { Scope } from './scope.ts';
import { readWords } from './words.ts';

/** What `docker-run-args` add to a service, judged; the rest of the words goes to the engine. */
export type RunArguments = {
  readonly engineArgs: readonly string[];
  readonly mounts: readonly Mount[];
  readonly anonymous: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly limits: LimitArguments;
  readonly runtime?: { readonly name: string; readonly path: Path };
};

type Draft = {
  engineArgs: string[];
  mounts: Mount[];
  anonymous: string[];
  environment: Record<string, string>;
  labels: Record<string, string>;
  limits: LimitArguments;
  runtime?: { name: string; path: Path };
};

type Place = {
  readonly path: Path;
  readonly service: string;
  readonly volumes: ReadonlySet<string>;
  readonly scope: Scope;
  /** The whole string is on the list of those allowed. Mounts keep their own rules. */
  readonly listed: boolean;
};

/** Each string is split as a shell splits words, then read as the engine's command line reads its options. */
export function readRunArguments(
  strings: readonly (string | number | boolean)[],
  path: Path,
  service: string,
  volumes: ReadonlySet<string>,
  scope: Scope,
): RunArguments {
  const draft: Draft = { engineArgs: [], mounts: [], anonymous: [], environment: {}, labels: {}, limits: {} };
  for (const [index, text] of strings.entries()) {
    const listed = scope.allowedRunArgs.some((pattern) => pattern.test(String(text)));
    const place = { path: [...path, index], service, volumes, scope, listed };
    for (const parsed of parseFlags(readWords(text, place.path, scope))) take(parsed, place, draft);
  }
  return draft;
}

function take(parsed: ParsedFlag, place: Place, draft: Draft): void {
  const { path, scope } = place;
  const where = narrowPlace(scope.place(path), parsed.word);
  const say = (message: string): string => `${scope.label(path)}: ${redactText(message)}`;
  if (parsed.kind === 'bad') {
    return scope.findings.fault(where, say(`"${parsed.word}" ${parsed.reason}`), 'Write --option=value.');
  }
  if (parsed.kind === 'unknown') {
    const name = parsed.word.replace(/^-+/, '').replace(/=.*$/s, '');
    const message = say(`unknown option "${parsed.word.replace(/=.*$/s, '')}"`);
    if (place.listed || scope.findings.allows(where, message, didYouMean(name, flagNames())))
      draft.engineArgs.push(...parsed.words);
    return;
  }
  const { flag, value } = parsed;
  const option = flag.takesValue ? `--${flag.name}=${value}` : `--${flag.name}`;
  if (!flag.takesValue && !/^(?:true|t|1)$/i.test(value)) {
    if (/^(?:false|f|0)$/i.test(value)) return;
    return scope.findings.fault(where, say(`--${flag.name}: expected true or false, got "${value}"`));
  }
  const { rule, name } = flag;
  if (rule === 'pass') return void draft.engineArgs.push(option);
  if (rule === 'own')
    return scope.findings.fault(where, say(`joulelab sets --${name} itself`), OWN_HINTS[name]);
  if (rule === 'ignored') return scope.findings.warn('ignored-key', say(`--${name} has no effect`));
  if (rule !== 'judge' && rule !== 'unsafe') return takeAsKey(rule, value, place, draft);
  const harmless = place.listed || (rule === 'judge' && isHarmless(name, value));
  if (harmless || scope.findings.allows(where, say(`"${option}" is not allowed`)))
    draft.engineArgs.push(option);
}

const OWN_HINTS: Readonly<Record<string, string>> = {
  'cpu-period': 'Use --cpus.',
  'cpu-quota': 'Use --cpus.',
  entrypoint: 'Use the key entrypoint.',
  name: 'Use the key container_name.',
};

/** Options that have a key of their own: the same rules, the same place in the result. */
function takeAsKey(
  rule: 'mount' | 'mount-csv' | 'runtime' | 'cpus' | 'memory' | 'env' | 'label',
  value: string,
  place: Place,
  draft: Draft,
): void {
  const { path, scope } = place;
  switch (rule) {
    case 'mount':
      return addShort(value, path, `${place.service}-args`, place.volumes, scope, draft);
    case 'mount-csv':
      return addMountOption(value, path, `${place.service}-args`, place.volumes, scope, draft);
    case 'runtime':
      if (!/^[A-Za-z0-9][\w.-]*$/.test(value))
        return scope.fault(path, `"${value}" is no name of an OCI runtime`);
      if (draft.runtime !== undefined && draft.runtime.name !== value) {
        return scope.fault(path, `the runtime "${value}" differs from "${draft.runtime.name}" given before`);
      }
      draft.runtime = { name: value, path };
      return;
    case 'cpus':
      if (!(Number(value) > 0)) return scope.fault(path, `--cpus: expected a number above 0, got "${value}"`);
      draft.limits = { ...draft.limits, cpus: { value: Number(value), path, text: value } };
      return;
    case 'memory': {
      const bytes = parseByteSize(value);
      if (bytes === undefined)
        return scope.fault(path, `--memory: expected a size such as 512M, got "${value}"`);
      draft.limits = { ...draft.limits, memory: { value: bytes, path, text: value } };
      return;
    }
    case 'env': {
      const [name, text] = splitAssignment(value);
      if (text === undefined || name === '') {
        return scope.fault(
          path,
          `--env "${name}" has no value, and the machine's own environment is not passed on`,
        );
      }
      draft.environment[name] = text;
      return;
    }
    case 'label':
      Object.assign(draft.labels, readLabels([value], path, scope));
      return;
  }
}
