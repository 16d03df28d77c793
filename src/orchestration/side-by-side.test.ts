import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { sideBySide } from './side-by-side.ts';

const NEVER = new AbortController().signal;

test('at most so many at a time, and all of them', async () => {
  let now = 0;
  let most = 0;
  const done: number[] = [];
  await sideBySide([1, 2, 3, 4, 5, 6, 7], 3, NEVER, async (item) => {
    most = Math.max(most, ++now);
    await delay(5);
    now -= 1;
    done.push(item);
  });
  expect(most).toBe(3);
  expect(done.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('a failure calls the others off, waits for them, and is thrown', async () => {
  const ended: string[] = [];
  const work = sideBySide(['bad', 'slow', 'never'], 2, NEVER, async (item, signal) => {
    if (item === 'bad') throw new Error('bad failed');
    await delay(60_000, undefined, { signal }).catch(() => undefined);
    ended.push(item);
    signal.throwIfAborted();
  });
  await expect(work).rejects.toThrow('bad failed');
  expect(ended).toEqual(['slow']);
});

test('an abort from outside is passed on', async () => {
  const outside = new AbortController();
  const work = sideBySide([1], 1, outside.signal, async (_, signal) => {
    outside.abort();
    expect(signal.aborted).toBe(true);
  });
  await expect(work).rejects.toMatchObject({ code: 'interrupted' });
  await expect(sideBySide([], 3, NEVER, async () => undefined)).resolves.toBeUndefined();
});
