import type Docker from 'dockerode';
import { type CommandFailure, JoulelabError } from '../../domain/errors.ts';
import { reasonOf, startDeadline } from '../deadline.ts';
import { readContainerOutput } from './container-logs.ts';
import { removeCgroups } from './container-processes.ts';
import { type ContainerPlan, createArguments } from './create-arguments.ts';
import { runDockerCli } from './docker-cli.ts';
import { endHungRuntime } from './end-hung-runtime.ts';
import type { Engine } from './engine.ts';
import { engineFailure, engineMessage, httpStatusOf } from './engine-error.ts';
import { classifyStartFailure } from './start-failure.ts';

/** How long `docker create` may take; it is not broken off on Ctrl-C, so that clean-up finds what it creates. */
const CREATE_LIMIT_MS = 60_000;

/** What the engine gets for one answer. A busy machine may need seconds; a runtime that hangs blocks it for ever. */
const ANSWER_LIMIT_MS = 60_000;

/** A removal by force that takes longer waits for a runtime that hangs, else for the kernel, which ending processes does not harm. */
const REMOVAL_PATIENCE_MS = 5000;

/**
 * Creates a container with the engine's CLI; it does not run yet. Gives its id.
 * @throws JoulelabError `start-failed`, `image-unavailable` or `runtime-unavailable`
 */
export async function createContainer(engine: Engine, plan: ContainerPlan): Promise<string> {
  using limit = startDeadline(new AbortController().signal, CREATE_LIMIT_MS, () => {
    const seconds = CREATE_LIMIT_MS / 1000;
    return new JoulelabError(
      'engine-failed',
      `The engine did not create ${plan.service.containerName} within ${seconds} s.`,
      {
        advice:
          "Look at the engine's log (journalctl -u docker); a runtime that hangs can block the whole engine.",
      },
    );
  });
  const result = await runDockerCli(engine, createArguments(plan), limit.signal);
  const id = result.stdout.trim().split('\n').at(-1) ?? '';
  if (result.exitCode === 0 && id !== '') return id;
  const { containerName, image, runtime } = plan.service;
  const message = result.stderrTail.replace(/^Error response from daemon: /m, '').trim();
  const { code, advice, meaning } = classifyStartFailure(message);
  const under = runtime === undefined ? '' : ` under ${runtime}`;
  throw new JoulelabError(
    code,
    `Container ${containerName} (${image}) cannot be created${under}: ${withMeaning(meaning, message)}`,
    {
      advice,
      details: {
        failure: {
          command: 'docker create',
          container: containerName,
          exitCode: result.exitCode,
          durationMs: result.durationMs,
          stdoutTail: result.stdoutTail,
          stderrTail: result.stderrTail,
        },
      },
    },
  );
}

/**
 * Starts a created container over the API.
 * @throws JoulelabError `start-failed` or `runtime-unavailable`; the signal's reason
 */
export async function startContainer(
  engine: Engine,
  id: string,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await engine.api.getContainer(id).start({ abortSignal: signal });
  } catch (thrown) {
    if (signal.aborted) throw reasonOf(signal);
    const message = engineMessage(thrown);
    const { code, advice, meaning } = classifyStartFailure(message);
    const failure = await failureOfStart(engine, id, name);
    throw new JoulelabError(code, `Container ${name} does not start: ${withMeaning(meaning, message)}`, {
      advice,
      ...(failure === undefined ? {} : { details: { failure } }),
      cause: thrown,
    });
  }
}

/** The engine's words stay: they tell what ours leave out. */
function withMeaning(meaning: string | undefined, message: string): string {
  return meaning === undefined ? message : `${meaning} The engine says: ${message}`;
}

/** What was started and what came of it; a container that cannot even be looked at tells nothing. */
async function failureOfStart(engine: Engine, id: string, name: string): Promise<CommandFailure | undefined> {
  const info = await inspectContainer(engine, id).catch(() => undefined);
  if (info === undefined) return undefined;
  const output = await readContainerOutput(engine, id, { keepBytes: 0, tty: info.Config.Tty, tailLines: 30 });
  return {
    command: [info.Path, ...info.Args].join(' '),
    container: name,
    ...(info.State.ExitCode === 0 ? {} : { exitCode: info.State.ExitCode }),
    stdoutTail: output?.stdout.tail() ?? '',
    stderrTail: output?.stderr.tail() ?? '',
  };
}

/** All that the engine knows about a container now. @throws JoulelabError `engine-failed` */
export async function inspectContainer(engine: Engine, id: string): Promise<Docker.ContainerInspectInfo> {
  try {
    return await answered(engine.api.getContainer(id).inspect(), ANSWER_LIMIT_MS);
  } catch (thrown) {
    throw engineFailure(`Cannot inspect container ${id.slice(0, 12)}`, thrown);
  }
}

/**
 * Stops a container: its stop signal, then after the grace period SIGKILL. One that has ended or is gone is no error.
 * @throws JoulelabError `engine-failed`, also where the runtime hangs
 */
export async function stopContainer(
  engine: Engine,
  { id, name, graceMs }: { readonly id: string; readonly name: string; readonly graceMs: number },
): Promise<void> {
  const limitMs = graceMs + ANSWER_LIMIT_MS;
  await tolerating(
    [304, 404],
    `Cannot stop container ${name}`,
    () => engine.api.getContainer(id).stop({ t: Math.ceil(graceMs / 1000) }),
    limitMs,
  );
}

/** Freezes all processes of a container. */
export async function pauseContainer(engine: Engine, id: string): Promise<void> {
  await tolerating([409], `Cannot pause container ${id.slice(0, 12)}`, () =>
    engine.api.getContainer(id).pause(),
  );
}

/** Undoes `pauseContainer`. */
export async function unpauseContainer(engine: Engine, id: string): Promise<void> {
  await tolerating([404, 409, 500], `Cannot go on with container ${id.slice(0, 12)}`, () =>
    engine.api.getContainer(id).unpause(),
  );
}

/**
 * Removes a container with its anonymous volumes, running or not. One that is gone or going is no error. A runtime that hangs, and
 * the engine with it, is ended.
 */
export async function removeContainer(engine: Engine, id: string): Promise<void> {
  let leftCgroups: readonly string[] = [];
  const hung = setTimeout(() => {
    leftCgroups = endHungRuntime(id);
  }, REMOVAL_PATIENCE_MS);
  try {
    await tolerating([404, 409], `Cannot remove container ${id.slice(0, 12)}`, () =>
      engine.api.getContainer(id).remove({ force: true, v: true }),
    );
  } finally {
    clearTimeout(hung);
    removeCgroups(leftCgroups);
  }
}

async function tolerating(
  statuses: readonly number[],
  what: string,
  call: () => Promise<unknown>,
  limitMs: number = ANSWER_LIMIT_MS,
): Promise<void> {
  try {
    await answered(call(), limitMs);
  } catch (thrown) {
    if (!statuses.includes(httpStatusOf(thrown) ?? 0)) throw engineFailure(what, thrown);
  }
}

/** The engine's answer, if it comes in time: else clean-up would wait for ever for a runtime that hangs. */
async function answered<T>(answer: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs / 1000} s`)), limitMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
    answer.catch(() => undefined);
  }
}
