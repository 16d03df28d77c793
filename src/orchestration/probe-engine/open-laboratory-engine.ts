import type { Environment } from '../../domain/environment.ts';
import type { ContainerCounters, LaboratoryEngine } from '../../domain/laboratory-engine.ts';
import type { Target } from '../../domain/target.ts';
import type { Engine } from '../engine/engine.ts';
import { objectName, runLabels } from '../engine/labels.ts';
import type { RuntimeHost } from '../runtimes/runtime.ts';
import { selectRuntime } from '../runtimes/select-runtime.ts';
import { type CallOptions, callEngine } from './call-engine.ts';
import { removeLabelled } from './remove-labelled.ts';

/** Longest time for a question about a container that runs. */
const ANSWER_LIMIT_MS = 10_000;

export type LaboratoryEngineParts = {
  readonly engine: Engine;
  readonly env: Environment;
  /** Reads a container's counters from the kernel, as a measurement does. */
  readonly read: (target: Target) => ContainerCounters;
};

/** The engine as the laboratory uses it: every call can be killed, and everything that it makes is found again by label. */
export function openLaboratoryEngine({ engine, env, read }: LaboratoryEngineParts): LaboratoryEngine {
  const never = new AbortController().signal;
  /** A call that was killed may still have its effect in the engine. */
  let late = false;
  const call = async (args: readonly string[], options: CallOptions) => {
    try {
      const answer = await callEngine(engine, args, options);
      late ||= answer === undefined;
      return answer;
    } catch (thrown) {
      late ||= options.signal.aborted;
      throw thrown;
    }
  };
  const look = (args: readonly string[], limitMs = ANSWER_LIMIT_MS) =>
    callEngine(engine, args, { limitMs, signal: never });
  return {
    call,
    name: objectName,
    labels: (id) => Object.entries(runLabels(id)).flatMap(([key, value]) => ['--label', `${key}=${value}`]),
    statistics: (containerId, { limitMs, signal }) =>
      readStatistics(engine, containerId, AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(limitMs))])),
    async counters(containerId) {
      const template = '{{.State.Pid}} {{.HostConfig.NetworkMode}} {{.HostConfig.Runtime}}';
      const answer = await look(['inspect', '--format', template, containerId]);
      const [pid = '', networkMode = '', runtimeName] = answer?.stdout.trim().split(' ') ?? [];
      if (answer?.exitCode !== 0 || !(Number(pid) > 0)) return {};
      const { runtime } = await selectRuntime({ engine, env }, runtimeName);
      const container = { name: 'container', id: containerId, pid: Number(pid), networkMode };
      return read(runtime.accounting(container, env).target);
    },
    remove: (id) => removeLabelled(look, id, { roots: env.roots, late }),
    async answers() {
      const answers = await Promise.all([
        look(['ps', '--all', '--quiet']),
        look(['info', '--format', '{{.ID}}']),
      ]);
      return answers.every((answer) => answer?.exitCode === 0);
    },
  };
}

/** How the engine treats a container that wants more rights, under a runtime. @throws JoulelabError `runtime-unavailable` */
export async function privilegedUnder(
  host: RuntimeHost,
  name?: string,
): Promise<'engine' | 'guest' | 'refused'> {
  const { runtime, entry } = await selectRuntime(host, name);
  return runtime.policy(entry, host.engine).privileged;
}

/** The part of the engine's statistics that is used. Source: Docker Engine API, ContainerStats. */
type Statistics = { readonly cpu_stats?: { readonly cpu_usage?: { readonly total_usage?: number } } };

async function readStatistics(
  engine: Engine,
  containerId: string,
  signal: AbortSignal,
): Promise<ContainerCounters | undefined> {
  try {
    const options = { stream: false, 'one-shot': true, abortSignal: signal } as const;
    const statistics: Statistics = await engine.api.getContainer(containerId).stats(options);
    const nanoseconds = statistics.cpu_stats?.cpu_usage?.total_usage;
    return nanoseconds === undefined ? {} : { cpuUs: nanoseconds / 1000 };
  } catch {
    return undefined;
  }
}
