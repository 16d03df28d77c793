import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** The engine's command line client: an independent look at what joulelab did. */
export function docker(...args: string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8' }).trim();
}

const LABEL = 'label=io.joulelab.run';

/** Every container, network and volume that joulelab created and that still exists. */
export function labelledObjects(): string[] {
  return [
    docker('ps', '--all', '--quiet', '--filter', LABEL),
    docker('network', 'ls', '--quiet', '--filter', LABEL),
    docker('volume', 'ls', '--quiet', '--filter', LABEL),
  ]
    .flatMap((ids) => ids.split('\n'))
    .filter(Boolean);
}

/** What a run may leave outside the engine: recorder processes and their frames. */
export function leftTraces(): string[] {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => commandLine(pid).includes('/sampling/recorder/'))
    .map((pid) => `process ${pid}: ${commandLine(pid)}`);
  const frames = readdirSync('/dev/shm').filter((name) => name.startsWith('joulelab-'));
  return [...processes, ...frames];
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
