import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { cRecorder, type RecorderProgram, typescriptRecorder } from '../recorder/recorder-program.ts';

/** A recorder that the contract suites run over; `program` is undefined where it cannot be had, for the reason given. */
export type TestedRecorder = {
  readonly implementation: RecorderProgram['implementation'];
  readonly program: RecorderProgram | undefined;
  /** Stands in the title of the suite. */
  readonly title: string;
};

/** All implementations. The C one is built first, so that never an old one is tested. */
export const RECORDERS: readonly TestedRecorder[] = [
  { implementation: 'typescript', program: typescriptRecorder(), title: 'the TypeScript recorder' },
  builtRecorder(),
];

/** `JOULELAB_TEST_RECORDER="qemu-aarch64-static native/linux-arm64/joulelab-recorder"` tests that one in its place. */
function builtRecorder(): TestedRecorder {
  const [command, ...args] = (process.env['JOULELAB_TEST_RECORDER'] ?? '').split(' ').filter(Boolean);
  if (command !== undefined) {
    const program: RecorderProgram = { implementation: 'c', command, args, dryRounds: 1 };
    return { implementation: 'c', program, title: `the C recorder as ${command}` };
  }
  const script = fileURLToPath(new URL('../../../scripts/build-recorder', import.meta.url));
  const { stderr, error } = spawnSync(script, { encoding: 'utf8', timeout: 60_000 });
  const program = cRecorder();
  const why = program === undefined ? ` (not tested: ${error?.message ?? stderr.trim()})` : '';
  return { implementation: 'c', program, title: `the C recorder${why}` };
}
