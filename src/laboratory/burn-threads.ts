import { Worker } from 'node:worker_threads';

const BURN = 'for (let x = 1; ; ) x = Math.sqrt(x + 1);';

/** Keeps `count` threads busy with floating-point work until disposed. */
export function burnThreads(count: number): AsyncDisposable {
  const workers = Array.from({ length: count }, () => new Worker(BURN, { eval: true }));
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
