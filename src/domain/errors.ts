/**
 * The one catalogue of errors: what can go wrong, with the exit status of the command and the HTTP status of the API.
 *
 * Exit statuses: 1 the measured software, or a comparison, failed, 2 the input is wrong, 3 the machine lacks something,
 * 4 another measurement holds the machine, 70 a fault of joulelab's own, 130 interrupted.
 */
export const ERRORS = {
  'scenario-invalid': { exitStatus: 2, httpStatus: 422, title: 'The usage scenario has faults' },
  'scenario-not-found': { exitStatus: 2, httpStatus: 404, title: 'There is no such scenario file' },
  'scenario-unsafe': {
    exitStatus: 2,
    httpStatus: 422,
    title: 'The scenario asks for what is not allowed by default',
  },
  'repository-not-found': {
    exitStatus: 2,
    httpStatus: 404,
    title: 'There is no such repository, branch or commit',
  },
  'repository-unreachable': { exitStatus: 3, httpStatus: 502, title: 'A repository cannot be fetched' },
  usage: { exitStatus: 2, httpStatus: 400, title: 'The command line is wrong' },
  'run-not-found': { exitStatus: 2, httpStatus: 404, title: 'There is no such stored run' },
  'report-not-found': {
    exitStatus: 2,
    httpStatus: 404,
    title: 'There is no such stored report of the laboratory',
  },
  'limits-exceeded': {
    exitStatus: 2,
    httpStatus: 422,
    title: 'The limits ask for more than the machine has',
  },
  'engine-unreachable': { exitStatus: 3, httpStatus: 503, title: 'No container engine answers' },
  'engine-failed': { exitStatus: 3, httpStatus: 502, title: 'The container engine refused or failed' },
  'runtime-unavailable': { exitStatus: 3, httpStatus: 503, title: 'The OCI runtime is not available' },
  'image-unavailable': { exitStatus: 3, httpStatus: 502, title: 'An image can neither be found nor pulled' },
  'platform-mismatch': {
    exitStatus: 3,
    httpStatus: 422,
    title: 'An image is made for another platform than the machine',
  },
  'recorder-failed': {
    exitStatus: 3,
    httpStatus: 500,
    title: 'The recorder could not start or stopped early',
  },
  'provider-unavailable': {
    exitStatus: 3,
    httpStatus: 503,
    title: 'A metric provider that must work does not',
  },
  'store-failed': { exitStatus: 3, httpStatus: 500, title: 'Stored runs cannot be read or written' },
  'machine-busy': { exitStatus: 4, httpStatus: 409, title: 'Another measurement is running on this machine' },
  'build-failed': { exitStatus: 1, httpStatus: 422, title: 'An image could not be built' },
  'start-failed': { exitStatus: 1, httpStatus: 422, title: 'A container did not start' },
  'not-ready': { exitStatus: 1, httpStatus: 422, title: 'A service did not become ready in time' },
  'setup-failed': { exitStatus: 1, httpStatus: 422, title: 'A setup command failed' },
  'flow-failed': { exitStatus: 1, httpStatus: 422, title: 'A flow command failed' },
  'timed-out': { exitStatus: 1, httpStatus: 422, title: 'A time limit passed' },
  'regression-found': {
    exitStatus: 1,
    httpStatus: 422,
    title: 'A comparison found what --fail-on names',
  },
  'command-not-found': { exitStatus: 127, httpStatus: 422, title: 'The command does not exist' },
  'not-supported': { exitStatus: 2, httpStatus: 501, title: 'joulelab does not do this yet' },
  interrupted: { exitStatus: 130, httpStatus: 499, title: 'Interrupted' },
  internal: { exitStatus: 70, httpStatus: 500, title: 'A fault of joulelab itself' },
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** What a failed command left behind: enough to understand it without running it again. */
export type CommandFailure = {
  readonly command: string;
  readonly container?: string;
  readonly exitCode?: number;
  readonly signal?: string;
  readonly oomKilled?: boolean;
  readonly durationMs?: number;
  /** Last lines of each stream. */
  readonly stdoutTail: string;
  readonly stderrTail: string;
};

/** A fault in a scenario file with its place. Lines and columns count from 1. */
export type ScenarioFault = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The line as it stands in the file. */
  readonly sourceLine: string;
  /** How many columns the caret underlines. */
  readonly length: number;
  readonly message: string;
  /** "Did you mean …", or what to write instead. */
  readonly hint?: string;
};

export type ErrorDetails = {
  readonly faults?: readonly ScenarioFault[];
  readonly failure?: CommandFailure;
  /** What was tried and why each attempt failed. */
  readonly attempts?: readonly { readonly what: string; readonly why: string }[];
};

/**
 * An error that a user can act on: `message` says what failed, on which object, with which value; `advice` what to do
 * next. Wrapped once with `cause` at a stage's border and printed in one place (`presentation/cli/print-error.ts`).
 */
export class JoulelabError extends Error {
  readonly code: ErrorCode;
  readonly advice: string;
  readonly details: ErrorDetails;

  constructor(
    code: ErrorCode,
    message: string,
    options: { advice: string; details?: ErrorDetails; cause?: unknown },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'JoulelabError';
    this.code = code;
    this.advice = options.advice;
    this.details = options.details ?? {};
  }

  get exitStatus(): number {
    return ERRORS[this.code].exitStatus;
  }
}

/** Any thrown value as a JoulelabError; what is not one already becomes `internal` with its stack as cause. */
export function toJoulelabError(thrown: unknown): JoulelabError {
  if (thrown instanceof JoulelabError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new JoulelabError('internal', message, {
    advice:
      'This is a bug in joulelab: please report it with the output of the same command and JOULELAB_DEBUG=1.',
    cause: thrown,
  });
}
