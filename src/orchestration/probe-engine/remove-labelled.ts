import { setTimeout as delay } from 'node:timers/promises';
import type { KernelRoots } from '../../domain/environment.ts';
import type { EngineAnswer, Removal } from '../../domain/laboratory-engine.ts';
import { containerProcesses, kill, removeCgroups } from '../engine/container-processes.ts';
import { RUN_LABEL } from '../engine/labels.ts';

type Call = (args: readonly string[], limitMs: number) => Promise<EngineAnswer | undefined>;

const LOOK_LIMIT_MS = 10_000;
/** The engine gets this for a removal before the container's processes are killed. */
const REMOVE_LIMIT_MS = 8_000;
const ROUNDS = 8;
const BETWEEN_ROUNDS_MS = 300;

/**
 * Removes all containers and networks with a value of joulelab's label. Where the engine does not manage, because the runtime hangs in
 * one of its calls, the processes of the containers are killed: those of the runtime, and, should that not do, those that the engine keeps beside them.
 *
 * @param late whether something may still be in the making: then it looks twice
 */
export async function removeLabelled(
  call: Call,
  id: string,
  { roots, late }: { readonly roots: KernelRoots; readonly late: boolean },
): Promise<Removal> {
  const cgroups = new Set<string>();
  let killed = 0;
  let hanging = late;
  let clean = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const left = await findLabelled(call, id);
    if (left === undefined) return { killed, left: ['what the engine does not tell: it does not answer'] };
    if (left.containers.length + left.networks.length === 0) {
      clean += 1;
      if (clean > (late ? 1 : 0)) break;
      await delay(BETWEEN_ROUNDS_MS);
      continue;
    }
    if (hanging && left.containers.length > 0) {
      const processes = containerProcesses(roots, left.containers).filter(
        ({ isKeeper }) => !isKeeper || round > 2,
      );
      for (const one of processes) {
        for (const folder of one.cgroups) cgroups.add(folder);
        if (kill(one)) killed += 1;
      }
    }
    hanging = !(await removeAll(call, left));
    if (hanging) await delay(BETWEEN_ROUNDS_MS);
  }
  removeCgroups(cgroups);
  const left = await findLabelled(call, id);
  return { killed, left: left === undefined ? [] : [...left.containers, ...left.networks] };
}

type Labelled = { readonly containers: readonly string[]; readonly networks: readonly string[] };

async function findLabelled(call: Call, id: string): Promise<Labelled | undefined> {
  const filter = ['--quiet', '--no-trunc', '--filter', `label=${RUN_LABEL}=${id}`];
  const [containers, networks] = await Promise.all([
    call(['ps', '--all', ...filter], LOOK_LIMIT_MS),
    call(['network', 'ls', ...filter], LOOK_LIMIT_MS),
  ]);
  if (containers?.exitCode !== 0 || networks?.exitCode !== 0) return undefined;
  return { containers: words(containers.stdout), networks: words(networks.stdout) };
}

/** Whether the engine removed all of it. */
async function removeAll(call: Call, { containers, networks }: Labelled): Promise<boolean> {
  if (containers.length > 0) {
    const answer = await call(['rm', '--force', '--volumes', ...containers], REMOVE_LIMIT_MS);
    if (answer?.exitCode !== 0) return false;
  }
  if (networks.length === 0) return true;
  return (await call(['network', 'rm', ...networks], REMOVE_LIMIT_MS))?.exitCode === 0;
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
