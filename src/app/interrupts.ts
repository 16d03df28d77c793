import { JoulelabError } from '../domain/errors.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export type Interrupts = Disposable & { readonly signal: AbortSignal };

/**
 * Turns Ctrl-C and the like into an abort signal: the measurement then ends, is stored as failed, and what it created is
 * removed. A second one ends the process at once; `joulelab cleanup` removes what it left.
 */
export function watchInterrupts(): Interrupts {
  const controller = new AbortController();
  const interrupt = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(
      new JoulelabError('interrupted', `Interrupted by ${signal}.`, {
        advice: 'What was measured until then is stored. Everything that the run created is removed.',
      }),
    );
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const signal of SIGNALS) process.removeListener(signal, interrupt);
    },
  };
}
