import { accessSync, constants } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { RecorderStats } from '../../domain/recording.ts';
import { siblingModule } from './sibling-module.ts';

/** A program that can be the recorder. */
export type RecorderProgram = {
  readonly implementation: RecorderStats['implementation'];
  readonly command: string;
  readonly args: readonly string[];
  /** Rounds over the files before recording, after which a round costs what it always will. */
  readonly dryRounds: number;
  /** The CPU that it is bound to; absent where it is not. */
  readonly cpu?: number;
};

/** The one that runs wherever joulelab does. Its dry rounds take 0.1 s: then the sampling code is compiled. */
export function typescriptRecorder(): RecorderProgram {
  return {
    implementation: 'typescript',
    command: process.execPath,
    args: [fileURLToPath(siblingModule(import.meta.url, 'recorder-main'))],
    dryRounds: 1000,
  };
}

/** Where scripts/build-recorder and the npm package have the C recorder for this machine. */
const C_RECORDER = fileURLToPath(
  new URL(`../../../native/${process.platform}-${process.arch}/joulelab-recorder`, import.meta.url),
);

/** The C recorder; undefined where there is none for this machine, or it may not be executed. */
export function cRecorder(file: string = C_RECORDER): RecorderProgram | undefined {
  try {
    accessSync(file, constants.X_OK);
    return { implementation: 'c', command: file, args: [], dryRounds: 1 };
  } catch {
    return undefined;
  }
}

/** Whether a recording will try the C recorder first: what only that one can read is told apart before anything starts. */
export function prefersCRecorder(): boolean {
  return process.env['JOULELAB_RECORDER'] !== 'typescript' && cRecorder() !== undefined;
}
