import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/domain/report.ts';
import { labelledObjects, leftProcesses } from '../support/engine.ts';
import { EXAMPLE_CHECKS, EXAMPLES, EXAMPLES_FOLDER, UNSAFE_EXAMPLES } from '../support/examples.ts';
import { joulelab, SHORT, temporaryFolder } from '../support/joulelab.ts';

afterEach(() => {
  expect(labelledObjects()).toEqual([]);
  expect(leftProcesses()).toEqual([]);
});

function unsafe(name: string): string[] {
  return UNSAFE_EXAMPLES.includes(name) ? ['--allow-unsafe'] : [];
}

describe('every example', () => {
  it('has a check of what it measures, and a line in the list of examples', () => {
    expect(Object.keys(EXAMPLE_CHECKS).toSorted()).toEqual(EXAMPLES.toSorted());
    const list = readFileSync(join(EXAMPLES_FOLDER, 'README.md'), 'utf8');
    for (const name of EXAMPLES) {
      expect(list).toContain(`[${name}](${name})`);
      expect(readFileSync(join(EXAMPLES_FOLDER, name, 'README.md'), 'utf8')).toContain(
        `examples/${name} --quick`,
      );
    }
  });

  it.each(UNSAFE_EXAMPLES)(
    '%s is refused without --allow-unsafe, with the options that it needs',
    async (name) => {
      const { exitCode, stderr } = await joulelab(['run', join(EXAMPLES_FOLDER, name), ...SHORT]);
      expect(exitCode).toBe(2);
      for (const option of ['--cap-add=ALL', '--security-opt=seccomp=unconfined', 'systempaths=unconfined'])
        expect(stderr.replaceAll(/\s+/g, ' ')).toContain(`${option}" is not allowed`);
      expect(stderr).toContain('--allow-unsafe');
    },
  );

  it.each(EXAMPLES)('%s runs, is stored and is shown', async (name) => {
    const env = { JOULELAB_STATE_DIR: temporaryFolder() };
    const ran = await joulelab(['run', join(EXAMPLES_FOLDER, name), ...SHORT, '--quick', ...unsafe(name)], {
      env,
    });
    expect(ran.exitCode, ran.stderr).toBe(0);
    const report = JSON.parse((await joulelab(['show', 'last', '--json'], { env })).stdout) as RunReport;
    expect(ran.stdout).toContain(report.run.id);
    expect(report.run.status).toBe('completed');
    expect(report.phases.filter(({ kind }) => kind === 'phase').map(({ name: phase }) => phase)).toEqual([
      '[BASELINE]',
      '[INSTALLATION]',
      '[BOOT]',
      '[IDLE]',
      '[RUNTIME]',
      '[REMOVE]',
    ]);
    EXAMPLE_CHECKS[name]?.(report, 1);
  });
});
