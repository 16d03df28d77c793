import { existsSync, mkdirSync, rmdirSync } from 'node:fs';

/** A file to record, as the recorder's order `add` names it. */
export type BenchSource = { readonly path: string; readonly offset: number; readonly length: number };

/** Real kernel files, and what must be removed afterwards. */
export type BenchSources = Disposable & {
  /** The first `count`: those of the machine, then container after container. */
  take(count: number): readonly BenchSource[];
  readonly what: string;
};

const MACHINE_FILES: readonly BenchSource[] = [
  { path: '/proc/stat', offset: 0, length: 4096 },
  { path: '/proc/meminfo', offset: 0, length: 2048 },
  { path: '/proc/net/dev', offset: 0, length: 8192 },
  { path: '/proc/diskstats', offset: 0, length: 16_384 },
];
const MOUNT = '/sys/fs/cgroup';
const NAME = `joulelab-bench-${process.pid}`;

/**
 * The machine's files, then per "container" a control group made for this: half of the files stand still, as those of
 * an idle container do, and half change at every read (the files of the group of all processes).
 */
export function makeSources(containers: number): BenchSources {
  const version2 = existsSync(`${MOUNT}/cgroup.controllers`);
  const folder = version2 ? MOUNT : `${MOUNT}/cpuacct`;
  const file = version2 ? 'cpu.stat' : 'cpuacct.usage';
  const groups = Array.from({ length: containers }, (_, index) => `${folder}/${NAME}-${index}`);
  const made: string[] = [];
  const remove = () => {
    for (const group of made.splice(0)) rmdirSync(group);
  };
  try {
    for (const group of groups) {
      mkdirSync(group);
      made.push(group);
    }
  } catch (error) {
    remove();
    throw new Error('the benchmark makes control groups: run it as root', { cause: error });
  }
  const own = groups.map((group): BenchSource => ({ path: `${group}/${file}`, offset: 0, length: 256 }));
  const changing: BenchSource = { path: `${folder}/${file}`, offset: 0, length: 256 };
  const all = [...MACHINE_FILES, ...own.flatMap((source) => [source, changing])];
  return {
    take: (count) => all.slice(0, count),
    what: `4 files of /proc, the others ${file} of control groups; half of these change at every read`,
    [Symbol.dispose]: remove,
  };
}
