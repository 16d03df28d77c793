import { readFileSync } from 'node:fs';
import { resolveInside } from '../safety/inside-root.ts';
import { isOn } from '../schema/scalars.ts';
import type { ServiceData } from '../schema/service-schema.ts';
import type { Path } from '../source/tree.ts';
import { splitAssignment } from './assignments.ts';
import type { Scope } from './scope.ts';

/** What the files of `env_file` set, later files winning. Blank lines and `#` lines are skipped, quotes taken off. */
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
      return readEnvFile(String(file.path), required, at, scope);
    }
    return readEnvFile(String(file), true, at, scope);
  });
  return results.reduce((all, one) => ({ ...all, ...one }), {});
}

function readEnvFile(written: string, required: boolean, path: Path, scope: Scope): Record<string, string> {
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
  try {
    return parseEnvFile(readFileSync(target.path, 'utf8'), target.path, path, scope);
  } catch (error) {
    scope.fault(
      path,
      `cannot read ${target.path}: ${error instanceof Error ? error.message : String(error)}`,
    );
    return {};
  }
}

function parseEnvFile(text: string, file: string, path: Path, scope: Scope): Record<string, string> {
  const result = new Map<string, string>();
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const [name, value] = splitAssignment(line.replace(/^export\s+/, ''));
    if (value === undefined || !/^[^\s=]+$/.test(name.trim())) {
      scope.fault(path, `${file}:${index + 1}: expected NAME=VALUE`);
    } else result.set(name.trim(), unquote(value.trim()));
  }
  return Object.fromEntries(result);
}

function unquote(value: string): string {
  const quoted = /^(["'])(.*)\1\s*(?:#.*)?$/.exec(value);
  if (quoted !== null) return quoted[2] ?? '';
  return value.replace(/(?<=\s)#.*$/, '').trimEnd();
}
