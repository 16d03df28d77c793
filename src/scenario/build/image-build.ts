import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Build } from '../../domain/scenario.ts';
import { resolveInside } from '../safety/inside-root.ts';
import type { ServiceData } from '../schema/service-schema.ts';
import type { Path } from '../source/tree.ts';
import { readAssignments } from './assignments.ts';
import { defined, textOf } from './defined.ts';
import type { Scope } from './scope.ts';

/** The key `build`, context and Dockerfile checked to be there and inside the root. Undefined where one is not. */
export function readBuild(value: ServiceData['build'], path: Path, scope: Scope): Build | undefined {
  if (value === null || value === undefined) return undefined;
  const data = typeof value === 'object' ? value : { context: value };
  const contextPath = typeof value === 'object' && data.context !== undefined ? [...path, 'context'] : path;
  const context = readFolder(textOf(data.context) ?? '.', contextPath, scope);
  if (context === undefined) return undefined;
  const written = textOf(data.dockerfile) ?? 'Dockerfile';
  const dockerfilePath = data.dockerfile === undefined ? contextPath : [...path, 'dockerfile'];
  const file = resolveInside(scope.root, [context], written);
  if (file.kind === 'missing') {
    scope.fault(dockerfilePath, `there is no file ${join(context, written)} (${file.reason})`);
    return undefined;
  }
  if (file.kind === 'outside' && !scope.allows(dockerfilePath, outside(written, file.path, scope)))
    return undefined;
  return defined({
    context,
    dockerfile: file.path,
    args: readAssignments(data.args, [...path, 'args'], scope),
    target: textOf(data.target),
  });
}

/**
 * Name of a built image, the same for the same recipe in the same place. It is never the scenario's `image`: to give a
 * built image that name would take it away from an image that the machine already has.
 */
export function builtImageName(key: string, build: Build): string {
  const recipe = JSON.stringify([
    build.context,
    build.dockerfile,
    build.target,
    Object.entries(build.args).toSorted(([a], [b]) => a.localeCompare(b)),
  ]);
  const name = key
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return `joulelab/${name || 'image'}:${createHash('sha256').update(recipe).digest('hex').slice(0, 12)}`;
}

function readFolder(written: string, path: Path, scope: Scope): string | undefined {
  if (/^(?:https?|git|ssh):\/\/|^git@/.test(written)) {
    scope.fault(
      path,
      `"${written}": a build context must be a folder`,
      'Clone it with relations, or copy it here.',
    );
    return undefined;
  }
  const target = resolveInside(scope.root, scope.folders(path), written);
  if (target.kind === 'outside' && !scope.allows(path, outside(written, target.path, scope)))
    return undefined;
  if (target.kind === 'missing' || !statSync(target.path, { throwIfNoEntry: false })?.isDirectory()) {
    scope.fault(path, `there is no folder ${target.path}`);
    return undefined;
  }
  return target.path;
}

function outside(written: string, real: string, scope: Scope): string {
  return `"${written}" leads to ${real}, outside ${scope.root}`;
}
