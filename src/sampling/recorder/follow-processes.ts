import { type Target, targetName } from '../../domain/target.ts';
import type { PlannedSource, Provider } from '../provider.ts';

/** How often the trees are looked at for new processes between marks: a new one is missing in curves for so long, never in totals. */
const LOOK_EVERY_MS = 1000;

export type NewSource = { readonly provider: Provider; readonly plan: PlannedSource };

/** Targets that are accounted by their processes, which come and go. */
export type FollowedProcesses = {
  /** Follows a target from now on if it is accounted by its processes; `sources` are those that are recorded already. */
  begin(target: Target, sources: readonly NewSource[]): void;
  end(name: string): void;
  /** Looks for new processes and resolves when they are recorded. */
  look(): Promise<void>;
  close(): void;
};

type Followed = {
  readonly target: Target;
  readonly known: Set<string>;
};

/**
 * Finds the new processes of targets that have no cgroup, and hands them to `add`: before every mark, and once a second
 * with `periodic`. Costs nothing where no target is of this kind.
 */
export function followProcesses(
  plan: (target: Target) => readonly NewSource[],
  add: (target: Target, sources: readonly NewSource[]) => Promise<void>,
  periodic: boolean,
): FollowedProcesses {
  const all = new Map<string, Followed>();
  let timer: NodeJS.Timeout | undefined;

  const look = async () => {
    await Promise.all(
      [...all.values()].map(async ({ target, known }) => {
        const processes = plan(target).filter((source) => source.plan.context?.process !== undefined);
        const fresh = processes.filter((source) => !known.has(keyOf(source)));
        for (const source of fresh) known.add(keyOf(source));
        if (fresh.length > 0) await add(target, fresh);
      }),
    );
  };
  return {
    begin(target, sources) {
      if (target.kind !== 'container' || target.treeRoot === undefined) return;
      all.set(targetName(target), { target, known: new Set(sources.map(keyOf)) });
      // A recorder that failed says so at the next mark.
      if (periodic) timer ??= setInterval(() => void look().catch(() => undefined), LOOK_EVERY_MS).unref();
    },
    end: (name) => all.delete(name),
    look,
    close: () => clearInterval(timer),
  };
}

function keyOf({ plan }: NewSource): string {
  return `${plan.path} ${plan.context?.process ?? ''}`;
}
