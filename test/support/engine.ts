import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
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

/** Set for every program that these tests start, so that its descendants can be told from anybody else's. */
export const TEST_MARK = `JOULELAB_TEST_MARK=${randomUUID()}`;

/** Processes that the tests' programs started and that still run: recorders, above all. */
export function leftProcesses(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => readProcess(pid, 'environ').split('\0').includes(TEST_MARK))
    .map((pid) => `process ${pid}: ${readProcess(pid, 'cmdline').replaceAll('\0', ' ')}`);
}

function readProcess(pid: string, file: 'environ' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
