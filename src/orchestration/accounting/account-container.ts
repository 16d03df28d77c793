import type { Environment } from '../../domain/environment.ts';
import type { AccountingFacts } from '../../domain/run.ts';
import type { Target } from '../../domain/target.ts';
import type { RunningContainer, Runtime } from '../runtimes/runtime.ts';
import { type Keeper, keeperPaths } from './keeper.ts';
import { shimOf } from './shim.ts';

export type ContainerAccount = {
  readonly target: Extract<Target, { kind: 'container' }>;
  readonly method: AccountingFacts['method'];
};

/**
 * Where a running container is accounted: by the cgroup that its runtime's accounting names, with the keeper around it; where
 * it has none of its own, by its process tree.
 */
export function accountContainer(
  runtime: Runtime,
  container: RunningContainer,
  { env, keeper }: { readonly env: Environment; readonly keeper?: Keeper | undefined },
): ContainerAccount {
  const { target, ownCgroup } = runtime.accounting(container, env);
  if (ownCgroup) {
    const lasting = keeper === undefined ? undefined : keeperPaths(target.cgroup, keeper);
    return { target: { ...target, ...(lasting === undefined ? {} : { lasting }) }, method: 'cgroup' };
  }
  const treeRoot = shimOf(env, container);
  if (treeRoot === undefined) return { target, method: 'none' };
  return { target: { ...target, treeRoot }, method: 'process-tree' };
}

/** A container that ended before it could be looked at: its keeper has all that it used. */
export function accountEnded(
  name: string,
  id: string,
  keeper: Keeper,
): Extract<Target, { kind: 'container' }> {
  const { path } = keeper;
  const lasting = { v2: path, v1: { cpuacct: path } };
  return {
    kind: 'container',
    name,
    id,
    pid: 0,
    cgroup: {},
    lasting,
    ownNetwork: false,
    ignoreInterfaces: [],
  };
}
