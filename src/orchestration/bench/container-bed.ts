import type { Bed, Box, BoxExit } from '../../domain/bed.ts';
import type { Environment } from '../../domain/environment.ts';
import { JoulelabError } from '../../domain/errors.ts';
import type { RecordingControl } from '../../domain/recording.ts';
import { removeLeftovers } from '../cleanup.ts';
import { reasonOf } from '../deadline.ts';
import { inspectContainer, startContainer } from '../engine/containers.ts';
import type { Engine } from '../engine/engine.ts';
import { engineFailure } from '../engine/engine-error.ts';
import { startExec } from '../engine/exec.ts';
import { objectName, RUN_LABEL, runLabels } from '../engine/labels.ts';
import { createNetwork } from '../engine/networks.ts';
import { callEngine } from '../probe-engine/call-engine.ts';
import { removeLabelled } from '../probe-engine/remove-labelled.ts';
import type { SelectedRuntime } from '../runtimes/select-runtime.ts';
import { startReadyExec } from './ready-exec.ts';

/** Containers under one runtime, all with the same limits. */
export type ContainerBedPlan = {
  readonly engine: Engine;
  readonly selected: SelectedRuntime;
  readonly env: Environment;
  readonly image: string;
  /** Absent where the engine cannot enforce it. */
  readonly cpus?: number;
  readonly memoryBytes?: number;
  /** Value of the label by which everything is found again. */
  readonly runId: string;
  readonly recording: RecordingControl;
  /** Ends all waiting; what was started is removed by `clear` all the same. */
  readonly signal: AbortSignal;
};

/** Boxes that are containers, created over the API so that no client process disturbs what is measured. */
export function containerBed(plan: ContainerBedPlan): Bed {
  const { engine, recording, runId } = plan;
  const recorded: string[] = [];
  let network: Promise<string> | undefined;
  const joinedNetwork = async (): Promise<string> => {
    network ??= createNetwork(engine, {
      name: objectName(runId, 'bench'),
      labels: runLabels(runId),
      internal: true,
      fixedAddresses: false,
    }).then(() => objectName(runId, 'bench'));
    return await network;
  };
  return {
    async create({ name, argv, network: joins }) {
      const mode = joins ? await joinedNetwork() : 'none';
      return box(plan, name, await createBox(plan, { name, argv, mode }));
    },
    async record({ name }) {
      const info = await inspectContainer(engine, objectName(runId, name));
      const networkMode = info.HostConfig.NetworkMode ?? '';
      const running = { name, id: info.Id, pid: info.State.Pid, networkMode };
      recorded.push(name);
      await recording.addTarget(plan.selected.runtime.accounting(running, plan.env).target);
    },
    async clear() {
      for (const name of recorded.splice(0)) await recording.removeTarget(name);
      network = undefined;
      if (plan.signal.aborted) await removeByForce(plan);
      else await removeLeftovers(engine, { runId });
    },
  };
}

/** What did not end in time may hang, and its engine with it: then the processes of its containers are killed. */
async function removeByForce({ engine, runId, env }: ContainerBedPlan): Promise<void> {
  const { signal } = new AbortController();
  const call = async (args: readonly string[], limitMs: number) =>
    await callEngine(engine, args, { limitMs, signal });
  const { left } = await removeLabelled(call, runId, { roots: env.roots, late: true });
  if (left.length === 0) return;
  throw new JoulelabError('engine-failed', `The engine does not remove ${left.join(', ')}.`, {
    advice: `Restart the engine, then: docker rm --force $(docker ps --all --quiet --filter label=${RUN_LABEL})`,
  });
}

async function createBox(
  { engine, selected, image, runId, cpus, memoryBytes, signal }: ContainerBedPlan,
  { name, argv, mode }: { name: string; argv: readonly string[]; mode: string },
): Promise<string> {
  if (signal.aborted) throw reasonOf(signal);
  try {
    const container = await engine.api.createContainer({
      name: objectName(runId, name),
      abortSignal: signal,
      Image: image,
      Entrypoint: [],
      Cmd: [...argv],
      Labels: runLabels(runId),
      HostConfig: {
        ...(selected.entry.name === engine.defaultRuntime ? {} : { Runtime: selected.entry.name }),
        NetworkMode: mode,
        ...(cpus === undefined ? {} : { NanoCpus: Math.round(cpus * 1e9) }),
        ...(memoryBytes === undefined ? {} : { Memory: memoryBytes, MemorySwap: memoryBytes }),
      },
    });
    return container.id;
  } catch (thrown) {
    if (signal.aborted) throw reasonOf(signal);
    throw engineFailure(`Cannot create a container under ${selected.entry.name}`, thrown);
  }
}

function box({ engine, signal }: ContainerBedPlan, name: string, id: string): Box {
  const container = engine.api.getContainer(id);
  return {
    name,
    start: async () => await startContainer(engine, id, name, signal),
    async ended(): Promise<BoxExit> {
      try {
        const { StatusCode } = (await container.wait({ abortSignal: signal })) as { StatusCode: number };
        return { exitCode: StatusCode, tail: '' };
      } catch (thrown) {
        if (signal.aborted) throw reasonOf(signal);
        throw engineFailure(`Cannot wait for container ${name}`, thrown);
      }
    },
    async address() {
      const { NetworkSettings } = await inspectContainer(engine, id);
      return Object.values(NetworkSettings.Networks)[0]?.IPAddress || undefined;
    },
    async run(argv): Promise<BoxExit> {
      const running = await startExec(
        engine,
        { containerId: id, argv, keepStdoutBytes: 0, keepStderrBytes: 0 },
        signal,
      );
      const { exitCode } = await running.finished;
      return { exitCode, tail: `${running.stdout.tail()}\n${running.stderr.tail()}` };
    },
    ready: async (script) => await startReadyExec(engine, { containerId: id, script }, signal),
  };
}
