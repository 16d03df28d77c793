import type { Mount } from '../../domain/scenario.ts';
import { didYouMean } from '../nearest.ts';
import type { ScenarioData } from '../schema/scenario-schema.ts';
import type { ServiceData } from '../schema/service-schema.ts';
import type { Path } from '../source/tree.ts';
import { textOf } from './defined.ts';
import { addBind } from './mounts.ts';
import type { Scope } from './scope.ts';

const FOLDERS = { secrets: '/run/secrets/', configs: '/' } as const;

/** Compose's `secrets` and `configs` as far as they are files: mounted read-only under their names. */
export function readNamedFiles(
  kind: 'secrets' | 'configs',
  service: ServiceData,
  path: Path,
  data: ScenarioData,
  scope: Scope,
): readonly Mount[] {
  const declared = data[kind] ?? {};
  const draft: { mounts: Mount[] } = { mounts: [] };
  for (const [index, reference] of (service[kind] ?? []).entries()) {
    const at = [...path, kind, index];
    const name = typeof reference === 'object' ? String(reference.source) : String(reference);
    const file = declared[name]?.file;
    if (file === undefined || file === null) {
      if (scope.isFaulty([kind, name])) continue;
      if (Object.hasOwn(declared, name)) {
        scope.fault([kind, name], 'has no "file"', 'Write file: PATH.');
        continue;
      }
      const hint =
        didYouMean(name, Object.keys(declared)) ?? `Declare it at the top: ${kind}: {${name}: {file: …}}.`;
      scope.fault(at, `there is no "${name}" in ${kind}`, hint);
      continue;
    }
    const target = (typeof reference === 'object' ? textOf(reference.target) : undefined) ?? name;
    const wish = {
      source: String(file),
      target: target.startsWith('/') ? target : `${FOLDERS[kind]}${target}`,
      access: 'read-only',
    } as const;
    addBind(wish, [kind, name, 'file'], scope, draft);
  }
  return draft.mounts;
}
