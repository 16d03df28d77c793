import type { ErrorCode } from '../../domain/errors.ts';
import { classifyRuntimeFailure } from './runtime-failure.ts';

/** What the engine's words on a container that cannot be created or started mean, and what to do. */
export type StartFailure = {
  readonly code: Extract<ErrorCode, 'start-failed' | 'runtime-unavailable' | 'image-unavailable'>;
  /** In our words, a sentence; absent where the engine's own say enough. */
  readonly meaning?: string;
  readonly advice: string;
};

/** The first that matches counts. The words are those of Docker 20.10 to 28, runc and Podman 4; what they say of
 * runtimes comes first, and stands in runtime-failure.ts. */
const KNOWN: readonly (readonly [RegExp, StartFailure])[] = [
  [
    /no such image/i,
    {
      code: 'image-unavailable',
      advice: 'Check the spelling of the image, or run with --pull missing.',
    },
  ],
  [
    /unknown flag|unknown shorthand|invalid argument/i,
    { code: 'start-failed', advice: 'Check docker-run-args: the docker CLI does not know this option.' },
  ],
  [
    /port is already allocated|address already in use/i,
    {
      code: 'start-failed',
      advice:
        'Another process or container has this port: end it, or change `ports`; flows reach services by name without any.',
    },
  ],
  [
    /bind source path does not exist/i,
    { code: 'start-failed', advice: 'Create the folder or file, or correct the volume.' },
  ],
  [
    /executable file not found|no such file or directory/i,
    {
      code: 'start-failed',
      advice: 'The image does not contain the command: check command and entrypoint.',
    },
  ],
  [
    /exec format error/i,
    {
      code: 'start-failed',
      advice: 'The program is made for another processor, or is a script without #!: check the image.',
    },
  ],
  [
    /exec: .*permission denied/i,
    {
      code: 'start-failed',
      advice: 'The file is there but cannot be executed: chmod +x it in the image, or name another command.',
    },
  ],
  [
    /is a directory/i,
    { code: 'start-failed', advice: 'The command is a folder: check command and entrypoint.' },
  ],
  [
    /no space left on device/i,
    {
      code: 'start-failed',
      advice: 'The disk is full: free some space, for example with docker system prune.',
    },
  ],
];

/** Classifies the engine's own words. */
export function classifyStartFailure(message: string): StartFailure {
  const known = KNOWN.find(([words]) => words.test(message));
  return (
    classifyRuntimeFailure(message) ??
    known?.[1] ?? {
      code: 'start-failed',
      advice: "Check the service's options; try the same with docker run.",
    }
  );
}
