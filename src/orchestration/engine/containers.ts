import type Docker from 'dockerode';
import { JoulelabError } from '../../domain/errors.ts';
import { reasonOf, startDeadline } from '../deadline.ts';
import { type ContainerPlan, createArguments } from './create-arguments.ts';
import { runDockerCli } from './docker-cli.ts';
import type { Engine } from './engine.ts';
import { engineFailure, engineMessage, httpStatusOf } from './engine-error.ts';

/** How long `docker create` may take; it is not broken off on Ctrl-C, so that clean-up finds what it creates. */
const CREATE_LIMIT_MS = 60_000;

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
  const { code, advice } = classifyStartFailure(message);
  const under = runtime === undefined ? '' : ` under ${runtime}`;
  throw new JoulelabError(
    code,
    `Container ${containerName} (${image}) cannot be created${under}: ${message}`,
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
    const { code, advice } = classifyStartFailure(message);
    throw new JoulelabError(code, `Container ${name} does not start: ${message}`, { advice, cause: thrown });
  }
}

/** Messages of the engine for a runtime that is not there. */
const NO_RUNTIME =
  /unknown runtime specified|unknown or invalid runtime name|binary not installed|runtime path/i;

function classifyStartFailure(message: string): {
  code: 'start-failed' | 'runtime-unavailable' | 'image-unavailable';
  advice: string;
} {
  if (NO_RUNTIME.test(message)) {
    return {
      code: 'runtime-unavailable',
      advice: 'Install the runtime and register it with the engine, or choose another.',
    };
  }
  if (/no such image/i.test(message)) {
    return {
      code: 'image-unavailable',
      advice: 'Check the spelling of the image, or run with --pull missing.',
    };
  }
  if (/unknown flag|unknown shorthand|invalid argument/i.test(message)) {
    return {
      code: 'start-failed',
      advice: 'Check docker-run-args: the docker CLI does not know this option.',
    };
  }
  if (/executable file not found|no such file or directory/i.test(message)) {
    return {
      code: 'start-failed',
      advice: 'The image does not contain the command: check command and entrypoint.',
    };
  }
  return { code: 'start-failed', advice: "Check the service's options; try the same with docker run." };
}

/** All that the engine knows about a container now. @throws JoulelabError `engine-failed` */
export async function inspectContainer(engine: Engine, id: string): Promise<Docker.ContainerInspectInfo> {
  try {
    return await engine.api.getContainer(id).inspect();
  } catch (thrown) {
    throw engineFailure(`Cannot inspect container ${id.slice(0, 12)}`, thrown);
  }
}

/** Stops a container: its stop signal, then after the grace period SIGKILL. One that has ended or is gone is no error. */
export async function stopContainer(engine: Engine, id: string, graceMs: number): Promise<void> {
  await tolerating([304, 404], `Cannot stop container ${id.slice(0, 12)}`, () =>
    engine.api.getContainer(id).stop({ t: Math.ceil(graceMs / 1000) }),
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

/** Removes a container with its anonymous volumes, running or not. One that is gone or going is no error. */
export async function removeContainer(engine: Engine, id: string): Promise<void> {
  await tolerating([404, 409], `Cannot remove container ${id.slice(0, 12)}`, () =>
    engine.api.getContainer(id).remove({ force: true, v: true }),
  );
}

async function tolerating(
  statuses: readonly number[],
  what: string,
  call: () => Promise<unknown>,
): Promise<void> {
  try {
    await call();
  } catch (thrown) {
    if (!statuses.includes(httpStatusOf(thrown) ?? 0)) throw engineFailure(what, thrown);
  }
}
