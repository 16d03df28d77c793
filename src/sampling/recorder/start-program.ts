import { JoulelabError } from '../../domain/errors.ts';
import type { RecorderStats } from '../../domain/recording.ts';
import { PROTOCOL_VERSION } from './protocol-version.ts';
import { type RecorderProcess, startRecorderProcess } from './recorder-process.ts';
import { cRecorder, type RecorderProgram, typescriptRecorder } from './recorder-program.ts';
import { onReservedCpu } from './reserved-cpu.ts';

/** Enough to answer one order; a program that hangs must not hold up a measurement for longer. */
const VERSION_TIMEOUT_MS = 5_000;

export type StartedProgram = {
  readonly process: RecorderProcess;
  readonly program: RecorderProgram;
  /** Why it is not the C recorder, in words, where nobody asked for that. */
  readonly fallback?: string;
};

type StartOptions = {
  readonly framesFd: number;
  readonly replyTimeoutMs: number;
  /** `JOULELAB_RECORDER`. Undefined or empty: the C recorder, and where it cannot be used the TypeScript one. */
  readonly wanted?: string | undefined;
  /** See `reservedCpu`; undefined: the recorder is bound to no CPU. */
  readonly cpu?: number | undefined;
  /** For tests: another C recorder than this machine's. */
  readonly cFile?: string;
};

/**
 * Starts the recorder that is wanted, or else the best one that works here.
 *
 * @throws {JoulelabError} 'recorder-failed' where the wanted one does not work, 'usage' where there is no such one.
 */
export async function startRecorderProgram(options: StartOptions): Promise<StartedProgram> {
  const wanted = wantedImplementation(options.wanted);
  if (wanted === 'typescript') return startTypescript(options);
  const program = cRecorder(options.cFile);
  const started = program === undefined ? noRecorder() : await startWithVersion(program, options);
  if (typeof started !== 'string') return started;
  if (wanted === 'c') {
    throw new JoulelabError('recorder-failed', `JOULELAB_RECORDER is c, but ${started}.`, {
      advice: 'Build it with scripts/build-recorder, or unset JOULELAB_RECORDER.',
    });
  }
  return { ...startTypescript(options), fallback: started };
}

function wantedImplementation(wanted: string | undefined): RecorderStats['implementation'] | undefined {
  if (wanted === undefined || wanted === '') return undefined;
  if (wanted === 'c' || wanted === 'typescript') return wanted;
  throw new JoulelabError('usage', `JOULELAB_RECORDER is ${JSON.stringify(wanted)}.`, {
    advice: 'Set it to c or typescript, or unset it.',
  });
}

function noRecorder(): string {
  return `there is no C recorder for ${process.platform}-${process.arch}`;
}

function startTypescript({ framesFd, replyTimeoutMs, cpu }: StartOptions): StartedProgram {
  const program = onReservedCpu(typescriptRecorder(), cpu);
  return { program, process: startRecorderProcess({ program, framesFd, replyTimeoutMs }) };
}

/** The started program, or in words why it cannot be used. */
async function startWithVersion(
  found: RecorderProgram,
  { framesFd, replyTimeoutMs, cpu }: StartOptions,
): Promise<StartedProgram | string> {
  const program = onReservedCpu(found, cpu);
  const started = startRecorderProcess({ program, framesFd, replyTimeoutMs });
  try {
    const [version] = await started.ask('version', 'version', Math.min(replyTimeoutMs, VERSION_TIMEOUT_MS));
    if (Number(version) === PROTOCOL_VERSION) return { program, process: started };
    await started.close();
    return `the C recorder speaks version ${version} of the protocol and not ${PROTOCOL_VERSION}`;
  } catch (error) {
    await started.close();
    return `the C recorder did not start (${error instanceof Error ? error.message : String(error)})`;
  }
}
