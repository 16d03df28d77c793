import { toJoulelabError } from '../domain/errors.ts';
import { printError, processTerminal } from '../presentation/index.ts';

/** The last resort after a fault of joulelab's own: says so and ends the process. What a run left, `cleanup` removes. */
export function crash(thrown: unknown): never {
  const error = toJoulelabError(thrown);
  printError(error, processTerminal().stderr, { json: process.argv.includes('--json') });
  process.exit(error.exitStatus);
}

/**
 * Ends the process with `crash` on an error that nothing caught, unless a measurement is going on: that has containers to
 * remove and listens for itself (interrupts.ts).
 */
export function crashOnUncaught(): void {
  // Node reports a rejection that nobody handles as an uncaught exception too.
  process.on('uncaughtException', (thrown) => {
    if (process.listenerCount('uncaughtException') === 1) crash(thrown);
  });
}
