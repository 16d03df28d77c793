import { existsSync, readFileSync, realpathSync } from 'node:fs';
import type { Environment } from '../../../domain/environment.ts';
import { JoulelabError } from '../../../domain/errors.ts';
import type { StreamProvider } from '../../stream.ts';
import { parseUsed } from './parse.ts';

/** Where Docker keeps images, containers and volumes unless it is told otherwise. */
const ENGINE_DATA = '/var/lib/docker';
const EVERY_MS = 1000;
const TIMEOUT_MS = 3000;

/** Space in use on the file system that holds the containers' data, or another one that the user names. */
export const diskUsed: StreamProvider = {
  id: 'disk-used',
  setting: 'PATH',
  metrics: [
    {
      name: 'disk_used_bytes_system',
      unit: 'bytes',
      kind: 'gauge',
      scope: 'machine',
      details: 'none',
      help: 'Space in use on a file system of the machine, whoever uses it; the detail is where it is mounted.',
    },
  ],
  probe(env) {
    if (existsSync(mountsPath(env))) return { available: true };
    return {
      available: false,
      reason: `${mountsPath(env)} does not exist`,
      advice: 'Mount the process file system: mount -t proc proc /proc',
    };
  },
  plan(env, setting) {
    const path = setting === '' ? engineData() : setting;
    if (!path.startsWith('/')) {
      throw new JoulelabError(
        'usage',
        `The setting of the provider disk-used is not understood: ${setting}`,
        {
          advice:
            'Write disk-used=/PATH, any file or folder on the file system, or disk-used= for the one of Docker.',
        },
      );
    }
    return {
      name: `disk-used ${path}`,
      source: { kind: 'poll-filesystem', path, everyMs: EVERY_MS, timeoutMs: TIMEOUT_MS },
      context: { detail: mountPoint(env, realPath(path)), metric: 'disk_used_bytes_system', factor: 1 },
    };
  },
  parse: (plan, text, emit) => parseUsed(plan, text, emit),
};

function engineData(): string {
  return existsSync(ENGINE_DATA) ? ENGINE_DATA : '/';
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** The mount that holds `path`: the longest that it begins with. Source: fstab(5) for the form, with spaces as `\040`. */
function mountPoint(env: Environment, path: string): string {
  const mounts = existsSync(mountsPath(env)) ? readFileSync(mountsPath(env), 'utf8') : '';
  const points = mounts.split('\n').flatMap((line) => line.split(' ')[1]?.replaceAll('\\040', ' ') ?? []);
  const holds = (point: string): boolean => point === '/' || path === point || path.startsWith(`${point}/`);
  return points.filter(holds).reduce((best, point) => (point.length > best.length ? point : best), '/');
}

function mountsPath(env: Environment): string {
  return `${env.roots.procfs}/self/mounts`;
}
