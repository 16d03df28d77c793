import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { Duplex } from 'node:stream';

/**
 * Puts itself into each cgroup, says whether that worked, waits for the word to go, and becomes the command. So not one
 * cycle of the command is missed, and none of the launcher's is counted. Ends with 125 when joulelab goes away first.
 */
const LAUNCHER = `
joined=yes
while [ "$1" != -- ]; do { echo $$ > "$1"; } 2>/dev/null || joined=no; shift; done
shift
echo $joined >&3
read -r go <&3 || exit 125
exec 3>&-
exec "$@"`;

/** A command that is ready to start. Disposing of it before `go` ends the launcher. */
export type LaunchedCommand = Disposable & {
  readonly pid: number;
  /** It is in all the cgroups asked for. */
  readonly joined: boolean;
  go(): void;
  kill(signal: NodeJS.Signals): void;
  /** Exit code, or 128 + N for signal N. */
  readonly ended: Promise<number>;
};

/**
 * Starts the launcher with the streams of this process.
 *
 * @param procsFiles `cgroup.procs` files that its process id is written into
 */
export async function launchCommand(
  argv: readonly string[],
  options: { readonly cwd: string; readonly procsFiles: readonly string[] },
): Promise<LaunchedCommand> {
  const child = spawn('/bin/sh', ['-c', LAUNCHER, 'joulelab', ...options.procsFiles, '--', ...argv], {
    cwd: options.cwd,
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
  });
  const ended = exitOf(child);
  const line = child.stdio[3];
  if (!(line instanceof Duplex)) throw new Error('The launcher has no line to joulelab.');
  // The launcher may be gone before it is told to go.
  line.on('error', () => undefined);
  const joined = await Promise.race([firstWord(line), ended.then(() => 'ended')]);
  return {
    pid: child.pid ?? 0,
    joined: joined === 'yes',
    go: () => void line.end('go\n'),
    kill: (signal) => void child.kill(signal),
    ended,
    [Symbol.dispose]: () => line.destroy(),
  };
}

function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}

function firstWord(line: Duplex): Promise<string> {
  return new Promise((resolve) =>
    line.once('data', (bytes: Buffer) => resolve(bytes.toString('latin1').trim())),
  );
}
