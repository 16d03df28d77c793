import type { JoulelabError } from '../../domain/errors.ts';
import type { UnixUs } from '../../domain/units.ts';
import { reasonOf } from '../deadline.ts';
import type { Engine } from './engine.ts';
import { engineFailure } from './engine-error.ts';
import { RUN_LABEL } from './labels.ts';

/** What is known of a container's life from the engine's events. */
export type ContainerLife = {
  readonly ended?: { readonly exitCode: number; readonly unixUs: UnixUs };
  readonly oomKilled: boolean;
  /** When the latest out-of-memory event arrived, on the clock of `performance.now()`, which is never stepped. */
  readonly oomAtMs?: number;
  readonly health?: 'starting' | 'healthy' | 'unhealthy';
};

/** The events of a run's containers while it goes on. */
export type ContainerEvents = Disposable & {
  /** Aborts when the events break off, with the error as its reason: the engine went away. */
  readonly lost: AbortSignal;
  lifeOf(containerId: string): ContainerLife;
  /**
   * Waits until `choose` gives something for the container's life.
   * @throws the signal's reason; `engine-failed` where the engine's events break off
   */
  waitFor<T>(
    containerId: string,
    choose: (life: ContainerLife) => T | undefined,
    signal: AbortSignal,
  ): Promise<T>;
};

const UNKNOWN: ContainerLife = { oomKilled: false };

type Waiter = { check(): void; fail(error: JoulelabError): void };

/**
 * Listens to the events of one run's containers: an ended or unhealthy container is noticed without asking for it.
 * `onEnd` is called once a container.
 */
export async function watchContainers(
  engine: Engine,
  runId: string,
  onEnd: (containerId: string, life: ContainerLife) => void,
): Promise<ContainerEvents> {
  const lives = new Map<string, ContainerLife>();
  const waiters = new Set<Waiter>();
  const stop = new AbortController();
  const lost = new AbortController();
  let broken: JoulelabError | undefined;
  const stream = await openStream(engine, runId, stop.signal);
  const breakOff = (thrown: unknown) => {
    if (stop.signal.aborted || broken !== undefined) return;
    broken = engineFailure("The engine's events broke off", thrown);
    for (const waiter of waiters) waiter.fail(broken);
    lost.abort(broken);
  };
  const take = (event: EngineEvent) => {
    const id = event.Actor.ID;
    const life = lives.get(id) ?? UNKNOWN;
    const next = nextLife(life, event);
    lives.set(id, next);
    if (next.ended !== undefined && life.ended === undefined) onEnd(id, next);
    for (const waiter of waiters) waiter.check();
  };
  stream.on(
    'data',
    splitLines((line) => take(JSON.parse(line) as EngineEvent)),
  );
  stream.on('error', breakOff);
  stream.on('end', () => breakOff(new Error('the stream ended')));

  return {
    lost: lost.signal,
    lifeOf: (id) => lives.get(id) ?? UNKNOWN,
    waitFor: (id, choose, signal) =>
      new Promise((resolve, reject) => {
        const settle = (act: () => void) => {
          waiters.delete(waiter);
          signal.removeEventListener('abort', abort);
          act();
        };
        const abort = () => settle(() => reject(reasonOf(signal)));
        const waiter: Waiter = {
          check() {
            const chosen = choose(lives.get(id) ?? UNKNOWN);
            if (chosen !== undefined) settle(() => resolve(chosen));
          },
          fail: (error) => settle(() => reject(error)),
        };
        if (signal.aborted) return abort();
        if (broken !== undefined) return waiter.fail(broken);
        waiters.add(waiter);
        signal.addEventListener('abort', abort, { once: true });
        waiter.check();
      }),
    [Symbol.dispose]() {
      stop.abort();
    },
  };
}

/** The part of an event that is used. Source: Docker Engine API, `GET /events`. */
type EngineEvent = {
  readonly Action: string;
  /** Nanoseconds since the epoch: more than a double holds exactly, less than a microsecond off. */
  readonly timeNano: number;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
};

function nextLife(life: ContainerLife, { Action, Actor, timeNano }: EngineEvent): ContainerLife {
  if (Action === 'die') {
    const exitCode = Number(Actor.Attributes['exitCode'] ?? -1);
    return { ...life, ended: { exitCode, unixUs: Math.round(timeNano / 1000) } };
  }
  if (Action === 'oom') return { ...life, oomKilled: true, oomAtMs: performance.now() };
  const health = /^health_status: (starting|healthy|unhealthy)/.exec(Action)?.[1];
  return health === undefined ? life : { ...life, health: health as NonNullable<ContainerLife['health']> };
}

async function openStream(
  engine: Engine,
  runId: string,
  signal: AbortSignal,
): Promise<NodeJS.ReadableStream> {
  try {
    return await engine.api.getEvents({
      abortSignal: signal,
      filters: {
        type: ['container'],
        label: [`${RUN_LABEL}=${runId}`],
        event: ['die', 'oom', 'health_status'],
      },
    });
  } catch (thrown) {
    throw engineFailure("Cannot listen to the engine's events", thrown);
  }
}

function splitLines(take: (line: string) => void): (chunk: Buffer) => void {
  const decoder = new TextDecoder();
  let rest = '';
  return (chunk) => {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') take(line);
  };
}
