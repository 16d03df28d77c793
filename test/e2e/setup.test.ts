import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository, temporaryFolder } from '../support/joulelab.ts';

type Options = {
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly root?: string;
};

/** Runs set-up as a person does. Nothing of these calls may change the machine: they stop early or are dry. */
function setUp(args: readonly string[], { env = {}, user, root = repository }: Options = {}) {
  const script = join(root, 'scripts', 'setup');
  const [command, ...words] =
    user === undefined
      ? [script, ...args]
      : ['setpriv', `--reuid=${user}`, '--clear-groups', '--no-new-privs', script, ...args];
  const { status, stdout, stderr } = spawnSync(command ?? '', words, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status, stdout, stderr };
}

/** A copy of what set-up looks at, for a user who may not read the repository; the dependencies look installed. */
function readableCopy(): string {
  const root = temporaryFolder();
  chmodSync(root, 0o755);
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
  cpSync(join(repository, 'scripts/setup'), join(root, 'scripts/setup'));
  writeFileSync(join(root, 'package-lock.json'), '{}');
  writeFileSync(join(root, 'node_modules/.bin/node'), '', { mode: 0o755 });
  writeFileSync(join(root, 'node_modules/.package-lock.json'), '{}');
  return root;
}

describe('scripts/setup', () => {
  it('finds that everything is in place, whoever asks and how often', () => {
    for (const args of [['--all', '--dry-run'], ['--all'], ['--dry-run'], []]) {
      expect(setUp(args)).toEqual({ status: 0, stdout: '', stderr: 'set-up: everything is in place\n' });
    }
  });

  it('--dry-run says what is missing and does nothing', () => {
    const root = temporaryFolder();
    cpSync(join(repository, 'scripts/setup'), join(root, 'scripts/setup'));
    const { status, stderr } = setUp(['--dry-run'], { root });
    expect(status).toBe(0);
    expect(stderr).toContain(
      'this is missing and will be done now:\nset-up:   - install the JavaScript dependencies',
    );
    expect(stderr).not.toContain('installing');
  });

  it('names the remedy to a user who may not talk to the engine', (context) => {
    if (process.getuid?.() !== 0) context.skip('only root can act as another user');
    const { status, stderr } = setUp([], {
      root: readableCopy(),
      user: 'nobody',
      env: { HOME: '/nonexistent' },
    });
    expect(stderr).toContain('this user (nobody) may not talk to it');
    expect(stderr).toContain('sudo usermod -aG docker nobody');
    expect(status).toBe(3);
  });

  it('names DOCKER_HOST where it leads nowhere', () => {
    const { status, stderr } = setUp([], { env: { DOCKER_HOST: 'unix:///nowhere.sock' } });
    expect(stderr).toContain('DOCKER_HOST is unix:///nowhere.sock, and no engine answers there');
    expect(stderr).toContain('unset DOCKER_HOST');
    expect(status).toBe(3);
  });

  it('refuses an option that it does not know', () => {
    const { status, stderr } = setUp(['--everything']);
    expect(stderr).toContain('unknown option --everything: there are --all, --dry-run and --help');
    expect(status).toBe(2);
  });

  it('--help says what it does', () => {
    const { status, stdout } = setUp(['--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Sets up what joulelab needs[^]*--all[^]*scenario runs on both\.\n$/);
  });
});
