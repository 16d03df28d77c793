import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/domain/report.ts';
import { docker, labelledObjects, leftProcesses } from '../support/engine.ts';
import { joulelab, SHORT, temporaryFolder } from '../support/joulelab.ts';

afterEach(() => {
  expect(labelledObjects()).toEqual([]);
  expect(leftProcesses()).toEqual([]);
});

function project(files: Readonly<Record<string, string>>): string {
  const folder = join(temporaryFolder(), 'project');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

async function measured(
  folder: string,
  env: Readonly<Record<string, string>> = { JOULELAB_STATE_DIR: temporaryFolder() },
): Promise<RunReport> {
  const checked = await joulelab(['validate', folder]);
  expect(checked.exitCode, checked.stderr).toBe(0);
  const ran = await joulelab(['run', folder, ...SHORT, '--quick', '--json'], { env });
  expect(ran.exitCode, ran.stderr).toBe(0);
  return JSON.parse(ran.stdout) as RunReport;
}

describe('joulelab init', () => {
  it('makes a scenario from a Compose file that runs as it is', async () => {
    const compose = `services:
  web:
    image: busybox:\${TAG:-1.35}
    command: httpd -f -p 8080 -h /etc
    ports: ["8080:8080"]
    healthcheck:
      test: wget -q -O /dev/null http://127.0.0.1:8080/passwd
      interval: 1s
  client:
    image: busybox:1.35
    command: sh -c 'echo "$$HOSTNAME is here"; sleep 60'
    stop_grace_period: 0s
    depends_on: {web: {condition: service_healthy}}
`;
    const folder = project({ 'compose.yml': compose });
    const made = await joulelab(['init', folder]);
    expect(made.exitCode, made.stderr).toBe(0);
    expect(made.stdout).toContain(`run ${join(folder, 'usage_scenario.yml')} --quick`);
    expect(readFileSync(join(folder, 'compose.yml'), 'utf8')).toBe(compose);
    const report = await measured(folder);
    expect(report.run.containers.map(({ name }) => name).toSorted()).toEqual(['client', 'web']);
    expect(report.run.name).toBe('project');
    expect(report.phases.map(({ name }) => name)).toContain('First step');
  });

  it('makes a scenario from a Dockerfile that runs as it is', async () => {
    const folder = project({
      Dockerfile: 'FROM busybox:1.35\nWORKDIR /tmp\nCMD ["sh", "-c", "seq 1 1000 | md5sum; pwd"]\n',
    });
    expect((await joulelab(['init'], { cwd: folder })).exitCode).toBe(0);
    const env = { JOULELAB_STATE_DIR: temporaryFolder() };
    const report = await measured(folder, env);
    const { stdout } = await joulelab(['show', 'last', '--logs'], { env });
    expect(stdout).toMatch(/[0-9a-f]{32} {2}-\n\s*\/tmp\n/);
    for (const { image } of report.run.containers) docker('image', 'rm', image);
  });

  it('replaces a scenario only when it is told to', async () => {
    const folder = project({ 'usage_scenario.yml': 'mine\n' });
    const file = join(folder, 'usage_scenario.yml');
    const refused = await joulelab(['init', folder]);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('--force');
    expect(readFileSync(file, 'utf8')).toBe('mine\n');
    const forced = await joulelab(['init', folder, '--force', '--json']);
    expect(JSON.parse(forced.stdout)).toEqual({
      file,
      madeFrom: 'nothing',
      faults: [],
      warnings: [],
      valid: true,
    });
    expect(readFileSync(file, 'utf8')).toContain('flow:');
  });

  it('writes what it can and says what its author must do first', async () => {
    const folder = project({ 'compose.yml': 'services: {app: {image: "${IMAGE}"}}\n' });
    const made = await joulelab(['init', folder]);
    expect(made.exitCode).toBe(2);
    expect(made.stdout).toContain('variable IMAGE has no value');
    expect(existsSync(join(folder, 'usage_scenario.yml'))).toBe(true);
    writeFileSync(join(folder, '.env'), 'IMAGE=busybox:1.35\n');
    expect((await joulelab(['validate', folder])).exitCode).toBe(0);
  });
});
