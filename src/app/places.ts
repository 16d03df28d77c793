import { homedir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { type Environment, kernelRoots } from '../domain/environment.ts';

/** Where joulelab keeps its state: JOULELAB_STATE_DIR, else the XDG state folder of the user. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env): string {
  return (
    env['JOULELAB_STATE_DIR'] || join(env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'joulelab')
  );
}

/** The database of stored runs. */
export function storePath(env: NodeJS.ProcessEnv = process.env): string {
  return join(stateFolder(env), 'runs.sqlite');
}

/** Where repositories are cloned while they are measured. */
export function clonesFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(stateFolder(env), 'clones');
}

/** How the user calls joulelab, for command lines to copy: `bin/joulelab` says it. */
export function ownCommand(env: NodeJS.ProcessEnv = process.env): string {
  const called = env['JOULELAB_COMMAND'] || 'joulelab';
  return onPath(called, env) ? basename(called) : called;
}

/** The shell hands over the whole path of a command that it found on PATH. */
function onPath(called: string, env: NodeJS.ProcessEnv): boolean {
  return (env['PATH'] ?? '').split(delimiter).includes(dirname(called));
}

/** The kernel's file trees: the machine's own, or those below JOULELAB_KERNEL_ROOT. */
export function environment(env: NodeJS.ProcessEnv = process.env): Environment {
  return { roots: kernelRoots(env['JOULELAB_KERNEL_ROOT'] ?? '') };
}
