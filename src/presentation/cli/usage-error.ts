import { JoulelabError } from '../../domain/errors.ts';

/** A wrong command line; `advice` defaults to the help of the command. */
export function usageError(message: string, advice: string): JoulelabError {
  return new JoulelabError('usage', message, { advice });
}
