import { setTimeout as delay } from 'node:timers/promises';
import type { Bed, Box, BoxExit } from '../../domain/bed.ts';
import { JoulelabError } from '../../domain/errors.ts';
import type { Work } from './workloads.ts';

/** Measures what it is given from its first moment to its last. */
export type Span = (work: () => Promise<void>) => Promise<void>;

/** What creating and starting set going settles before the measured part begins. */
const SETTLE_MS = 200;

const SLEEP = ['sleep', 'infinity'];

/**
 * Does a task once: makes boxes and whatever it needs, and hands the work itself to `span`. The caller clears the bed.
 * @throws JoulelabError `flow-failed` where a program fails; whatever the bed throws
 */
export async function doWorkload(work: Work, bed: Bed, name: string, span: Span): Promise<void> {
  switch (work.kind) {
    case 'script': {
      const box = await runningBox(bed, name);
      const ready = await box.ready(work.script);
      await settle();
      return await span(async () => expectSuccess(work.script.work, await ready.go()));
    }
    case 'pair': {
      const server = await runningBox(bed, `${name}-server`, true);
      const client = await runningBox(bed, `${name}-client`, true);
      expectSuccess(work.server, await server.run(['sh', '-c', work.server]));
      const script = work.client((await server.address()) ?? '');
      const ready = await client.ready({ work: script });
      await settle();
      return await span(async () => expectSuccess(script, await ready.go()));
    }
    case 'start':
      return await startInTurn(bed, name, work.count, span);
    case 'exec': {
      const box = await runningBox(bed, name);
      await settle();
      return await span(async () => {
        for (let done = 0; done < work.count; done += 1) expectSuccess('true', await box.run(['true']));
      });
    }
    case 'rest': {
      for (let made = 1; made <= work.count; made += 1) await runningBox(bed, `${name}-${made}`);
      await settle();
      return await span(() => delay(work.durationMs));
    }
    default:
      return work satisfies never;
  }
}

async function startInTurn(bed: Bed, name: string, count: number, span: Span): Promise<void> {
  const boxes: Box[] = [];
  for (let made = 1; made <= count; made += 1) {
    boxes.push(await bed.create({ name: `${name}-${made}`, argv: ['true'], network: false }));
  }
  await settle();
  await span(async () => {
    for (const box of boxes) {
      await box.start();
      expectSuccess('true', await box.ended());
    }
  });
}

async function runningBox(bed: Bed, name: string, network = false): Promise<Box> {
  const box = await bed.create({ name, argv: SLEEP, network });
  await box.start();
  await bed.record(box);
  return box;
}

function expectSuccess(command: string, { exitCode, tail }: BoxExit): void {
  if (exitCode === 0) return;
  const program = command.split(' ')[0] ?? command;
  const said = tail.trim().split('\n').at(-1) ?? '';
  throw new JoulelabError(
    'flow-failed',
    `${program} ended with exit code ${exitCode}${said && `: ${said}`}`,
    {
      advice: 'Try the same command by hand in a container under this runtime.',
    },
  );
}

async function settle(): Promise<void> {
  await delay(SETTLE_MS);
}
