import type { Relation } from '../../domain/scenario.ts';
import type { ScenarioData } from '../schema/scenario-schema.ts';
import { defined, textOf } from './defined.ts';
import type { Scope } from './scope.ts';

/** git has transports that start a program (`ext::`), and folders of this machine are no business of a scenario. */
const REMOTE = /^(?:https?:\/\/|ssh:\/\/|git:\/\/|[\w.-]+@[\w.-]+:)(?!-)\S+$/;

/** The key `relations`: repositories to be cloned. */
export function readRelations(data: ScenarioData, scope: Scope): Record<string, Relation> {
  const relations = Object.entries(data.relations ?? {}).flatMap(([key, relation]) => {
    const path = ['relations', key];
    const url = String(relation.url);
    if (!/^[a-zA-Z0-9][\w.-]*$/.test(key))
      scope.findings.fault(scope.keyPlace(path), `"${key}" is no name of a relation`);
    if (!REMOTE.test(url)) {
      const what = 'expected the address of a repository (https://…, ssh://… or git@host:…)';
      if (url.startsWith('-') || /^\w+::/.test(url)) {
        scope.fault([...path, 'url'], what);
        return [];
      }
      if (!scope.allows([...path, 'url'], what)) return [];
    }
    const commitHash = textOf(relation.commit_hash);
    return [[key, defined({ url, branch: textOf(relation.branch), commitHash })] as const];
  });
  return Object.fromEntries(relations);
}
