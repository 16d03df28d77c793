import { resolveInside } from '../safety/inside-root.ts';
import { isOn } from '../schema/scalars.ts';
import type { ServiceData } from '../schema/service-schema.ts';
import { readTextFile } from '../source/read-text-file.ts';
import type { Path } from '../source/tree.ts';
import { parseEnvFile } from '../values/env-file.ts';
import type { Scope } from './scope.ts';

/** What the files of `env_file` set, later files winning. Variables in them are replaced where a Compose file names them. */
export function readEnvFiles(
  value: ServiceData['env_file'],
  path: Path,
  scope: Scope,
): Record<string, string> {
  if (value === null || value === undefined) return {};
  const files = Array.isArray(value) ? value : [value];
  const results = files.map((file, index) => {
    const at = Array.isArray(value) ? [...path, index] : path;
    if (typeof file === 'object') {
      const required = file.required === undefined || file.required === null || isOn(file.required);
      return readEnvFile(
        { written: String(file.path), required, isRaw: file.format === 'raw' },
        [...at, 'path'],
        scope,
      );
    }
    return readEnvFile({ written: String(file), required: true, isRaw: false }, at, scope);
  });
  return results.reduce((all, one) => ({ ...all, ...one }), {});
}

type EnvFileWish = { readonly written: string; readonly required: boolean; readonly isRaw: boolean };

function readEnvFile(
  { written, required, isRaw }: EnvFileWish,
  path: Path,
  scope: Scope,
): Record<string, string> {
  const target = resolveInside(scope.root, scope.folders(path), written);
  if (target.kind === 'missing') {
    if (required) scope.fault(path, `there is no file ${target.path} (${target.reason})`);
    return {};
  }
  if (
    target.kind === 'outside' &&
    !scope.allows(path, `"${written}" leads to ${target.path}, outside ${scope.root}`)
  ) {
    return {};
  }
  const text = readTextFile(target.path);
  if (typeof text !== 'string') {
    scope.fault(path, `cannot read ${target.path}: ${text.reason}`);
    return {};
  }
  const { values, faults } = parseEnvFile(text, isRaw ? undefined : scope.lookup(path));
  for (const { line, message } of faults) scope.fault(path, `${target.path}:${line}: ${message}`);
  return Object.fromEntries(values);
}
