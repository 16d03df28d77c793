import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/domain/report.ts';
import { labelledObjects, leftProcesses } from '../support/engine.ts';
import { joulelab, repository, SHORT, temporaryFolder } from '../support/joulelab.ts';

const examples = readdirSync(join(repository, 'examples'), { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
);

afterEach(() => {
  expect(labelledObjects()).toEqual([]);
  expect(leftProcesses()).toEqual([]);
});

describe('every example', () => {
  it('there are some', () => expect(examples.length).toBeGreaterThan(0));

  it.each(examples.map(({ name }) => name))('%s runs, is stored and is shown', async (name) => {
    const env = { JOULELAB_STATE_DIR: temporaryFolder() };
    const ran = await joulelab(['run', join(repository, 'examples', name), ...SHORT, '--quick'], { env });
    expect(ran.exitCode, ran.stderr).toBe(0);
    const report = JSON.parse((await joulelab(['show', 'last', '--json'], { env })).stdout) as RunReport;
    expect(report.run.status).toBe('completed');
    expect(report.phases.filter(({ kind }) => kind === 'phase').map(({ name: phase }) => phase)).toEqual([
      '[BASELINE]',
      '[INSTALLATION]',
      '[BOOT]',
      '[IDLE]',
      '[RUNTIME]',
      '[REMOVE]',
    ]);
    expect(ran.stdout).toContain(report.run.id);
  });
});
