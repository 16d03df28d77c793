import { reasonOf } from './deadline.ts';

/**
 * Does work on all items, at most `limit` at a time, in their order. After a failure the others are called off through
 * their signal and waited for, so that nothing goes on behind the caller's back.
 * @throws the first failure; the signal's reason
 */
export async function sideBySide<T>(
  items: readonly T[],
  limit: number,
  signal: AbortSignal,
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const callOff = new AbortController();
  const each = AbortSignal.any([signal, callOff.signal]);
  const waiting = [...items];
  let failure: { readonly thrown: unknown } | undefined;
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      if (each.aborted) return;
      try {
        await work(item, each);
      } catch (thrown) {
        failure ??= { thrown };
        callOff.abort(thrown);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  if (failure !== undefined) throw failure.thrown;
  if (signal.aborted) throw reasonOf(signal);
}
