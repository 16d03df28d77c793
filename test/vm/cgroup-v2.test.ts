import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { repository, temporaryFolder } from '../support/joulelab.ts';

/** Folder with a folder for each further runtime that is to be tried in the machine: see CONTRIBUTING.md. */
const DROPPED = process.env['JOULELAB_DROPPED_RUNTIMES'] ?? '';
const dropped = DROPPED === '' ? [] : readdirSync(DROPPED);

/** Boots the emulated machine once; each check that test/vm/checks has is a test here. */
const NAMES = [
  ...readdirSync(join(import.meta.dirname, 'checks')).flatMap((file) =>
    [
      ...readFileSync(join(import.meta.dirname, 'checks', file), 'utf8').matchAll(
        /^ {2,4}name: (['"])(.*)\1,$/gm,
      ),
    ].map((match) => match[2] ?? ''),
  ),
  ...dropped.map((name) => `dropped runtime ${name}: probed and measured`),
];
const LIMIT_MS = (8 + 4 * dropped.length) * 60_000;

type Line = {
  readonly name?: string;
  readonly passed?: boolean;
  readonly detail?: string;
  readonly done?: boolean;
};

const missing = whatIsMissing();

describe.skipIf(missing !== undefined)('on a machine with cgroup v2 and systemd', () => {
  let lines: readonly Line[] = [];
  let console_ = '';
  beforeAll(
    async () => {
      const vm = process.env['JOULELAB_TEST_VM'] ?? join(homedir(), '.cache', 'joulelab', 'test-vm');
      execFileSync(join(repository, 'scripts', 'make-test-vm'), [vm], {
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      console_ = await boot(vm, packRepository());
      lines = [...console_.matchAll(/joulelab-guest (\{.*\})/g)].map(
        (match) => JSON.parse(match[1] ?? '{}') as Line,
      );
    },
    LIMIT_MS + 5 * 60_000,
  );

  it('there are checks, and they came to an end', () => {
    expect(NAMES.length).toBeGreaterThan(3);
    expect(
      lines.some(({ done }) => done === true),
      console_.slice(-3000),
    ).toBe(true);
  });

  it.each(NAMES)('%s', (name) => {
    const line = lines.find((one) => one.name === name);
    expect(line?.passed, line?.detail ?? `not reached:\n${console_.slice(-1500)}`).toBe(true);
  });
});

if (dropped.length === 0) {
  it('a Kata, Sysbox or Firecracker that is dropped into the machine', (context) =>
    context.skip('JOULELAB_DROPPED_RUNTIMES names no folder with runtimes'));
}

if (missing !== undefined) {
  it('on a machine with cgroup v2 and systemd', (context) => context.skip(`needs ${missing}`));
}

function whatIsMissing(): string | undefined {
  if (process.getuid?.() !== 0) return 'root, to make the disk';
  if (process.arch !== 'x64') return 'an x64 machine';
  for (const program of ['qemu-system-x86_64', 'debootstrap', 'mke2fs']) {
    try {
      execFileSync('which', [program], { stdio: 'ignore' });
    } catch {
      return program;
    }
  }
  return undefined;
}

/** The built program, what it needs to run, Node and the guest's checks, as a tar archive that is the second disk. */
function packRepository(): string {
  const folder = temporaryFolder();
  const tree = join(folder, 'tree');
  mkdirSync(join(tree, 'node_modules'), { recursive: true });
  execFileSync(
    join(repository, 'node_modules/.bin/tsc'),
    ['-p', 'tsconfig.build.json', '--outDir', join(tree, 'dist')],
    { cwd: repository },
  );
  const parts = ['bin', 'native', 'test/vm', 'src/domain', 'images'];
  for (const part of parts.filter((one) => existsSync(join(repository, one))))
    cpSync(join(repository, part), join(tree, part), { recursive: true });
  if (dropped.length > 0) cpSync(DROPPED, join(tree, 'dropped'), { recursive: true });
  copyFileSync(join(repository, 'package.json'), join(tree, 'package.json'));
  copyFileSync(realNode(), join(tree, 'node'));
  for (const name of productionPackages()) {
    cpSync(join(repository, 'node_modules', name), join(tree, 'node_modules', name), { recursive: true });
  }
  const archive = join(folder, 'repository.tar');
  execFileSync('tar', ['-C', tree, '-cf', archive, '.']);
  // A disk is a whole number of sectors.
  execFileSync('truncate', ['--size=%1M', archive]);
  return archive;
}

function realNode(): string {
  return execFileSync('realpath', [process.execPath], { encoding: 'utf8' }).trim();
}

function productionPackages(): string[] {
  const lock = JSON.parse(readFileSync(join(repository, 'node_modules/.package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; optional?: boolean }>;
  };
  return Object.entries(lock.packages)
    .filter(([path, { dev, optional }]) => !dev && !optional && /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path))
    .map(([path]) => path.slice('node_modules/'.length))
    .filter((name) => existsSync(join(repository, 'node_modules', name)));
}

/** Resolves with all that the machine printed on its serial line until it was powered off. */
function boot(vm: string, archive: string): Promise<string> {
  const drive = (file: string): string[] => ['-drive', `file=${file},if=virtio,format=raw`];
  const machine = ['-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2', '-m', '4096'];
  const kernel = ['-kernel', join(vm, 'vmlinuz'), '-initrd', join(vm, 'initrd.img')];
  const args = [
    ...machine,
    '-nographic',
    '-no-reboot',
    '-snapshot',
    ...kernel,
    ...drive(join(vm, 'disk.img')),
    ...drive(archive),
  ];
  const append = 'root=/dev/vda rw console=ttyS0 panic=1 apparmor=0 quiet systemd.show_status=0';
  const child = spawn('qemu-system-x86_64', [...args, '-append', append], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(timer);
      resolve(printed);
    });
  });
}
