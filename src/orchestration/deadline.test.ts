import { expect, test } from 'vitest';
import { JoulelabError } from '../domain/errors.ts';
import { sleep, startDeadline } from './deadline.ts';

const late = () => new JoulelabError('timed-out', 'late', { advice: '' });

test('a deadline that passes aborts with its own error', async () => {
  using deadline = startDeadline(new AbortController().signal, 5, late);
  await expect(sleep(60_000, deadline.signal)).rejects.toMatchObject({ code: 'timed-out' });
});

test('an abort from outside without an error of its own is an interrupt', async () => {
  const outer = new AbortController();
  using deadline = startDeadline(outer.signal, 60_000, late);
  const asleep = sleep(60_000, deadline.signal);
  outer.abort();
  await expect(asleep).rejects.toMatchObject({ code: 'interrupted' });
  await expect(sleep(0, deadline.signal)).rejects.toMatchObject({ code: 'interrupted' });
});

test('a deadline in a deadline passes on why the outer one aborted', async () => {
  using outer = startDeadline(new AbortController().signal, 5, late);
  using inner = startDeadline(
    outer.signal,
    60_000,
    () => new JoulelabError('internal', 'wrong', { advice: '' }),
  );
  await expect(sleep(60_000, inner.signal)).rejects.toMatchObject({ code: 'timed-out' });
});

test('a limit beyond what a timer takes does not fire at once', async () => {
  using deadline = startDeadline(new AbortController().signal, 2 ** 40, late);
  await sleep(10, deadline.signal);
  expect(deadline.signal.aborted).toBe(false);
});
