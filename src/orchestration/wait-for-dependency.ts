import { JoulelabError } from '../domain/errors.ts';
import type { ProgressListener } from '../domain/progress.ts';
import type { DependsCondition, Service } from '../domain/scenario.ts';
import { startDeadline } from './deadline.ts';
import { readContainerOutput } from './engine/container-logs.ts';
import { inspectContainer } from './engine/containers.ts';
import type { ContainerLife } from './engine/events.ts';
import type { LiveContainer, ScenarioRun } from './scenario-run.ts';

/** A service that waits for a container which has been started. */
export type Dependency = {
  readonly dependent: Service;
  readonly container: LiveContainer;
  readonly condition: DependsCondition;
};

/**
 * Waits until a dependency's condition holds. The engine's events tell; nothing is asked again and again.
 * @throws JoulelabError `not-ready` (unhealthy, or too late), `start-failed` (ended badly); the signal's reason
 */
export async function waitForDependency(
  run: ScenarioRun,
  dependency: Dependency,
  signal: AbortSignal,
): Promise<void> {
  const { container, condition, dependent } = dependency;
  if (condition === 'service_started') return;
  const name = container.service.containerName;
  const what = condition === 'service_healthy' ? 'healthy' : 'completed';
  using _told = tellWaiting(run.job.progress, name, `${what}, for ${dependent.containerName}`);
  const { bootTimeoutMs } = run.job.settings;
  using limit = startDeadline(signal, bootTimeoutMs, () => {
    const message = `Service ${name} was not ${what} within ${bootTimeoutMs / 1000} s; ${dependent.containerName} depends on it.`;
    return new JoulelabError('not-ready', message, {
      advice: 'Check what the service does at its start, or give it more time with --boot-timeout.',
    });
  });
  if (condition === 'service_healthy') await waitForHealth(run, dependency, limit.signal);
  else await waitForCompletion(run, dependency, limit.signal);
}

/** How often a wait is told again, with the time that has passed. */
const TELL_MS = 2000;

/** Says at once for what a container is waited, and again every few seconds until it is disposed. */
function tellWaiting(progress: ProgressListener, container: string, what: string): Disposable {
  const begin = performance.now();
  const tell = () =>
    progress({ kind: 'waiting', container, what, elapsedMs: Math.round(performance.now() - begin) });
  tell();
  const timer = setInterval(tell, TELL_MS);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

async function waitForHealth(
  run: ScenarioRun,
  { container, dependent }: Dependency,
  signal: AbortSignal,
): Promise<void> {
  const name = container.service.containerName;
  if (!container.hasHealthcheck) {
    throw new JoulelabError(
      'not-ready',
      `${dependent.containerName} waits for ${name} to be healthy, but ${name} has no health check.`,
      {
        advice: `Give ${name} a healthcheck, or depend on it with condition: service_started.`,
      },
    );
  }
  const outcome = await run.events.waitFor(container.id, healthOutcome, signal);
  if (outcome === 'healthy') return;
  if (outcome === 'ended') throw await endedEarly(run, container, 'before it was healthy');
  const info = await inspectContainer(run.job.engine, container.id);
  const last = info.State.Health?.Log?.at(-1)?.Output.trim() ?? '';
  throw new JoulelabError(
    'not-ready',
    `Service ${name} is unhealthy: ${last || 'its check gives no output'}`,
    {
      advice: 'Try its health check by hand in the container; allow more retries or a longer start_period.',
    },
  );
}

function healthOutcome(life: ContainerLife): 'healthy' | 'unhealthy' | 'ended' | undefined {
  if (life.ended !== undefined) return 'ended';
  return life.health === 'starting' ? undefined : life.health;
}

async function waitForCompletion(
  run: ScenarioRun,
  { container }: Dependency,
  signal: AbortSignal,
): Promise<void> {
  const { exitCode } = await run.events.waitFor(container.id, ({ ended }) => ended, signal);
  if (exitCode !== 0) throw await endedEarly(run, container, 'instead of completing');
}

async function endedEarly(run: ScenarioRun, container: LiveContainer, when: string): Promise<JoulelabError> {
  const { id, tty, service } = container;
  const output = await readContainerOutput(run.job.engine, id, { keepBytes: 0, tty, tailLines: 30 });
  const { ended, oomKilled } = run.events.lifeOf(id);
  const name = service.containerName;
  return new JoulelabError(
    'start-failed',
    `Service ${name} ended with exit code ${ended?.exitCode ?? 'unknown'} ${when}.`,
    {
      advice: "Look at the container's output.",
      details: {
        failure: {
          command: service.command?.join(' ') ?? service.image,
          container: name,
          oomKilled,
          ...(ended === undefined ? {} : { exitCode: ended.exitCode }),
          stdoutTail: output?.stdout.tail() ?? '',
          stderrTail: output?.stderr.tail() ?? '',
        },
      },
    },
  );
}
