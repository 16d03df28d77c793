import { JoulelabError, toJoulelabError } from '../domain/errors.ts';

import { crash } from './crash.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Time that the orderly end has after a fault that nothing caught; `joulelab cleanup` removes what is left then. */
const CRASH_LIMIT_MS = 60_000;

export type Interrupts = Disposable & { readonly signal: AbortSignal };

/**
 * Turns Ctrl-C and the like into an abort signal: the measurement then ends, is stored as failed, and what it created is
 * removed. A second one ends the process at once; `joulelab cleanup` removes what it left.
 *
 * An error that nothing caught, a fault of joulelab's own, ends the measurement in the same way.
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
  const endInOrder = (thrown: unknown): void => {
    if (controller.signal.aborted) return;
    const error = toJoulelabError(thrown);
    controller.abort(error.code === 'internal' ? error : asInternal(error));
    setTimeout(() => crash(error), CRASH_LIMIT_MS).unref();
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  // Node reports a rejection that nobody handles as an uncaught exception too.
  process.on('uncaughtException', endInOrder);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const signal of SIGNALS) process.removeListener(signal, interrupt);
      process.removeListener('uncaughtException', endInOrder);
    },
  };
}

/** An error of the catalogue that nothing awaited: it was expected, but not there. */
function asInternal(error: JoulelabError): JoulelabError {
  return toJoulelabError(new Error(error.message, { cause: error }));
}
