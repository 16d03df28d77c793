import { statSync } from 'node:fs';
import { posix } from 'node:path';
import type { Mount } from '../../domain/scenario.ts';
import { didYouMean } from '../nearest.ts';
import { resolveInside } from '../safety/inside-root.ts';
import { isOn } from '../schema/scalars.ts';
import type { LongVolume } from '../schema/service-parts.ts';
import type { Path } from '../source/tree.ts';
import { parseByteSize } from '../values/byte-size.ts';
import { textOf } from './defined.ts';
import type { Scope } from './scope.ts';

/** A mount as asked for, before it is judged. `access` is undefined where the scenario leaves it open. */
type Wish = {
  readonly source: string;
  readonly target: string;
  readonly access: 'read-only' | 'writable' | undefined;
};

export type Mounts = {
  readonly mounts: readonly Mount[];
  /** `--tmpfs=…` */
  readonly engineArgs: readonly string[];
  /** Volumes that a target without a source needs; they live as long as the run. */
  readonly anonymous: readonly string[];
};

type Draft = { mounts: Mount[]; engineArgs: string[]; anonymous: string[] };

const SHORT_OPTIONS = new Set(['ro', 'rw', 'z', 'Z', 'cached', 'delegated', 'consistent', 'nocopy']);

/** The key `volumes` of a service in both its forms. */
export function readMounts(
  values: readonly (string | number | boolean | LongVolume)[],
  path: Path,
  service: string,
  volumes: ReadonlySet<string>,
  scope: Scope,
): Mounts {
  const draft: Draft = { mounts: [], engineArgs: [], anonymous: [] };
  for (const [index, value] of values.entries()) {
    const at = [...path, index];
    if (typeof value === 'object') addLong(value, at, service, volumes, scope, draft);
    else addShort(String(value), at, service, volumes, scope, draft);
  }
  return draft;
}

/** `SOURCE:TARGET[:OPTIONS]`, as in `volumes` and `--volume`. */
export function addShort(
  text: string,
  path: Path,
  service: string,
  volumes: ReadonlySet<string>,
  scope: Scope,
  draft: Draft,
): void {
  const parts = text.split(':');
  const [first = '', second, options = '', ...more] = parts;
  const words = options === '' ? [] : options.split(',');
  const unknown = words.find((word) => !SHORT_OPTIONS.has(word));
  if (more.length > 0 || unknown !== undefined) {
    const what =
      unknown === undefined ? `"${text}" has too many colons` : `unknown option "${unknown}" in "${text}"`;
    return scope.fault(path, what, 'Write SOURCE:TARGET or SOURCE:TARGET:ro.');
  }
  if (second === undefined) return addAnonymous(first, path, service, scope, draft);
  const access = accessOf(words.includes('ro') ? true : words.includes('rw') ? false : undefined);
  addMount({ source: first, target: second, access }, path, volumes, scope, draft);
}

/** The long form: a map with type, source and target. */
export function addLong(
  value: LongVolume,
  path: Path,
  service: string,
  volumes: ReadonlySet<string>,
  scope: Scope,
  draft: Draft,
): void {
  const target = String(value.target);
  const source = textOf(value.source);
  if (value.type === 'tmpfs') {
    const size = textOf(value.tmpfs?.size);
    const mode = textOf(value.tmpfs?.mode);
    const options = [size && `size=${parseByteSize(size)}`, mode && `mode=${mode}`].filter(Boolean).join(',');
    draft.engineArgs.push(`--tmpfs=${target}${options && `:${options}`}`);
    return;
  }
  if (source === undefined) {
    if (value.type === 'volume') return addAnonymous(target, path, service, scope, draft);
    return scope.fault(path, 'a bind mount needs a source');
  }
  const propagation = textOf(value.bind?.propagation);
  if (propagation !== undefined && propagation !== 'rprivate' && propagation !== 'private') {
    return scope.fault([...path, 'bind', 'propagation'], `"${propagation}" is not supported`);
  }
  const given = value.read_only;
  const access = accessOf(given === undefined || given === null ? undefined : isOn(given));
  const wish = { source, target, access };
  if (value.type === 'bind') addBind(wish, path, scope, draft);
  else addVolume(wish, path, volumes, scope, draft);
}

function addMount(wish: Wish, path: Path, volumes: ReadonlySet<string>, scope: Scope, draft: Draft): void {
  if (/^[./~]/.test(wish.source)) addBind(wish, path, scope, draft);
  else addVolume(wish, path, volumes, scope, draft);
}

/** Bind mounts: only from inside the root, and read-only unless `--allow-unsafe` was given. */
export function addBind(wish: Wish, path: Path, scope: Scope, draft: Pick<Draft, 'mounts'>): void {
  if (!isTarget(wish.target, path, scope)) return;
  if (wish.source.startsWith('~'))
    return scope.fault(path, `"${wish.source}": ~ is not expanded`, 'Write the whole path.');
  const resolved = resolveInside(scope.root, scope.folders(path), wish.source);
  const { kind, path: source } = resolved;
  if (kind === 'outside') {
    const message = `mounts "${wish.source}", which leads to ${source}, outside ${scope.root}`;
    if (!scope.allows(path, message, 'Only paths inside the repository may be mounted.')) return;
  }
  if (kind === 'missing') {
    const hint = 'Create it, or leave the mount out: Compose would make an empty folder.';
    return scope.fault(path, `there is no ${source} to mount (${resolved.reason})`, hint);
  }
  if (wish.access === 'writable' && !scope.allows(path, `mounts "${wish.source}" writable`, 'Write :ro.'))
    return;
  const readOnly = wish.access === 'read-only' || (wish.access === undefined && !scope.allowUnsafe);
  draft.mounts.push({ type: 'bind', source, target: wish.target, readOnly });
  if (readOnly && wish.access === undefined) warnReadOnly(source, path, scope);
}

/** To Compose a mount is writable where nothing is said; what writes into the folder will fail. */
function warnReadOnly(source: string, path: Path, scope: Scope): void {
  const isCompose = (scope.lookup(path) ?? scope.lookup([...path, 'source'])) !== undefined;
  if (!isCompose || !statSync(source, { throwIfNoEntry: false })?.isDirectory()) return;
  const message = `${scope.label(path)} is mounted read-only: a scenario writes nothing outside its containers`;
  scope.findings.warn('ignored-key', message);
}

function addVolume(wish: Wish, path: Path, volumes: ReadonlySet<string>, scope: Scope, draft: Draft): void {
  if (!isTarget(wish.target, path, scope)) return;
  if (!volumes.has(wish.source)) {
    const hint =
      didYouMean(wish.source, volumes) ?? `Declare it under volumes, or write ./${wish.source} for a folder.`;
    return scope.fault(path, `there is no volume "${wish.source}"`, hint);
  }
  draft.mounts.push({
    type: 'volume',
    source: wish.source,
    target: wish.target,
    readOnly: wish.access === 'read-only',
  });
}

function accessOf(readOnly: boolean | undefined): Wish['access'] {
  if (readOnly === undefined) return undefined;
  return readOnly ? 'read-only' : 'writable';
}

function addAnonymous(target: string, path: Path, service: string, scope: Scope, draft: Draft): void {
  if (!isTarget(target, path, scope)) return;
  const name = `${service}-anonymous-${draft.anonymous.length}`;
  draft.anonymous.push(name);
  draft.mounts.push({ type: 'volume', source: name, target, readOnly: false });
}

export function isTarget(target: string, path: Path, scope: Scope): boolean {
  if (/^\/[^:,"\n]*$/.test(target) && !/^\/+$/.test(posix.normalize(target))) return true;
  scope.fault(path, `the target "${target}" is not an absolute path below / in the container`);
  return false;
}
