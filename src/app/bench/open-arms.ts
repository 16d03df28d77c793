import type { Bed } from '../../domain/bed.ts';
import type { BenchArm } from '../../domain/bench.ts';
import type { Environment } from '../../domain/environment.ts';
import { JoulelabError, toJoulelabError } from '../../domain/errors.ts';
import type { RecordingControl } from '../../domain/recording.ts';
import {
  connectEngine,
  containerBed,
  type Engine,
  hostBed,
  provideLaboratoryImage,
  selectRuntime,
  unpackImage,
  withoutHostRoot,
} from '../../orchestration/index.ts';

/** An arm that can be measured. */
export type OpenArm = {
  readonly facts: BenchArm;
  /** Absent for the host. */
  readonly engine?: Engine;
  bed(recording: RecordingControl, signal: AbortSignal): Bed;
};

export type OpenedArms = AsyncDisposable & {
  readonly arms: readonly OpenArm[];
  /** Those that were asked for, or offered by the engine, and cannot be measured. */
  readonly leftOut: readonly BenchArm[];
  readonly reference: string;
};

export type ArmsPlan = {
  readonly engine: Engine;
  readonly env: Environment;
  /** As on the command line; none: all that the engine offers, and the host. */
  readonly names: readonly string[];
  readonly image: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly runId: string;
  /** Folder into which the image is unpacked for work on the host. */
  readonly hostFolder: string;
  readonly signal: AbortSignal;
  readonly onStep: (text: string) => void;
};

/** The arm of work on the host, without any container. */
const HOST = 'host';

/**
 * Opens what is to be compared: runtimes of the engine, `NAME=SOCKET` for one under another engine, and `host`. runc is always
 * among them, as the reference; where the engine has no runc it is the engine's default.
 *
 * @throws JoulelabError `engine-unreachable`, `image-unavailable`, `build-failed`; `runtime-unavailable` for a name that the engine does not know
 */
export async function openArms(plan: ArmsPlan): Promise<OpenedArms> {
  const { engine } = plan;
  const reference = engine.runtimes.some(({ name }) => name === 'runc') ? 'runc' : engine.defaultRuntime;
  const wanted = plan.names.length > 0 ? plan.names : [...offered(engine), HOST];
  const names = wanted.includes(reference) ? wanted : [reference, ...wanted];
  const arms: OpenArm[] = [];
  const leftOut: BenchArm[] = [];
  await using stack = new AsyncDisposableStack();
  for (const name of names) {
    try {
      arms.push(await openArm(name, plan, stack));
    } catch (thrown) {
      const error = toJoulelabError(thrown);
      const misnamed = name !== HOST && !engine.runtimes.some((known) => known.name === name);
      if (name === reference || misnamed || error.code !== 'runtime-unavailable') throw thrown;
      leftOut.push({ name, title: name, notes: [], leftOut: error.message });
    }
  }
  const owned = stack.move();
  return { arms, leftOut, reference, [Symbol.asyncDispose]: async () => await owned.disposeAsync() };
}

/** Docker lists its runc a second time under the name of the shim. */
function offered({ runtimes }: Engine): string[] {
  return runtimes.map(({ name }) => name).filter((name) => name !== 'io.containerd.runc.v2');
}

async function openArm(name: string, plan: ArmsPlan, stack: AsyncDisposableStack): Promise<OpenArm> {
  const { engine, image, signal, onStep } = plan;
  const [label = name, socket] = name.split(/=(.*)/s);
  if (socket !== undefined) {
    const other = stack.use(await connectEngine({ env: { ...process.env, DOCKER_HOST: socket } }));
    await provideLaboratoryImage(other, image, { signal, onStep });
    return await runtimeArm(label, other, plan);
  }
  await provideLaboratoryImage(engine, image, { signal, onStep });
  return name === HOST ? await hostArm(plan, stack) : await runtimeArm(name, engine, plan);
}

/** Under another engine a label that it does not know stands for its default runtime. */
async function runtimeArm(label: string, engine: Engine, plan: ArmsPlan): Promise<OpenArm> {
  const isOther = engine !== plan.engine;
  const runtime =
    isOther && !engine.runtimes.some(({ name }) => name === label) ? engine.defaultRuntime : label;
  const selected = await selectRuntime({ engine, env: plan.env }, runtime);
  const { capacity } = engine;
  const limits = {
    ...(capacity.enforcesCpus ? { cpus: plan.cpus } : {}),
    ...(capacity.enforcesMemory ? { memoryBytes: plan.memoryBytes } : {}),
  };
  const { title, isolation } = selected.runtime;
  return {
    facts: {
      name: label,
      title: engine.facts.rootless ? `${title}, rootless` : title,
      isolation,
      engine: engine.facts,
      runtime,
      ...(selected.version === undefined ? {} : { runtimeVersion: selected.version }),
      notes:
        capacity.enforcesCpus && capacity.enforcesMemory ? [] : ['its engine does not enforce the limits'],
    },
    engine,
    bed: (recording, signal) =>
      containerBed({
        engine,
        selected,
        env: plan.env,
        image: plan.image,
        ...limits,
        runId: plan.runId,
        recording,
        signal,
      }),
  };
}

async function hostArm(plan: ArmsPlan, stack: AsyncDisposableStack): Promise<OpenArm> {
  const why = withoutHostRoot(plan.engine);
  if (why !== undefined) {
    throw new JoulelabError('runtime-unavailable', `The host without a container is left out: ${why}.`, {
      advice: 'Run the bench as root, or name the runtimes that are to be compared.',
    });
  }
  plan.onStep('Unpacking the image for work on the host without a container');
  const root = stack.use(await unpackImage(plan.engine, { ...plan, folder: plan.hostFolder }, plan.signal));
  return {
    facts: { name: HOST, title: 'no container', notes: ['without limits'] },
    bed: (recording, signal) =>
      hostBed({ env: plan.env, runId: plan.runId, root: root.folder, recording, signal }),
  };
}
