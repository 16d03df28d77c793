import { JoulelabError } from '../../domain/errors.ts';

/** The status of an API answer that was an error, or undefined where no answer came. */
export function httpStatusOf(thrown: unknown): number | undefined {
  const status = (thrown as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : undefined;
}

/** The engine's own words, without the decoration that the API library adds. */
export function engineMessage(thrown: unknown): string {
  const answer = (thrown as { json?: { message?: unknown } } | null)?.json?.message;
  if (typeof answer === 'string') return answer.trim();
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return message.replace(/^\(HTTP code \d+\) [^-]*- /, '').trim();
}

/** An API failure as a JoulelabError: `what` is the sentence's beginning, such as "Cannot create network x". */
export function engineFailure(what: string, thrown: unknown): JoulelabError {
  if (thrown instanceof JoulelabError) return thrown;
  const message = engineMessage(thrown);
  const why = GONE.test(message) ? `the engine went away (${message})` : message;
  return new JoulelabError('engine-failed', `${what}: ${why}`, {
    advice: adviceOn(message),
    cause: thrown,
  });
}

const GONE = /ECONNREFUSED|connect ENOENT|ECONNRESET|EPIPE|socket hang up|stream ended/;

function adviceOn(message: string): string {
  if (/address pools/i.test(message)) {
    return 'The engine has no free subnet: remove networks that nobody uses (docker network prune).';
  }
  if (/no space left/i.test(message))
    return 'The disk is full: free some space, for example with docker system prune.';
  if (GONE.test(message)) {
    return 'It was stopped, restarted or killed in the middle of the run: look at its log (journalctl -u docker).';
  }
  return "Look at the engine's log (journalctl -u docker).";
}
