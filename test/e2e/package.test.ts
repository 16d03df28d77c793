import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { joulelab, repository, temporaryFolder } from '../support/joulelab.ts';

it('npm pack gives a package whose joulelab runs without the repository', async () => {
  const folder = temporaryFolder();
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], {
    cwd: repository,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  const home = join(folder, 'home');
  mkdirSync(home);
  const install = [
    'install',
    '--silent',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    '--prefix',
    home,
    join(folder, archive),
  ];
  execFileSync('npm', install, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const options = {
    command: join(home, 'node_modules/.bin/joulelab'),
    cwd: folder,
    env: { JOULELAB_STATE_DIR: join(folder, 'state') },
  };

  const executed = await joulelab(['exec', '--', 'sh', '-c', 'echo it runs'], options);
  expect(executed.stdout).toBe('it runs\n');
  expect(executed.exitCode).toBe(0);
  expect((await joulelab(['show', 'last'], options)).stdout).toContain('[RUNTIME]');
  const example = join(home, 'node_modules/joulelab/examples/compression');
  expect((await joulelab(['validate', example], options)).exitCode).toBe(0);
});
