import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connectEngine } from '../../../src/orchestration/index.ts';
import { measure } from './support/measure.ts';
import { flow, scenario, service, sh, temporaryFolder } from './support/scenarios.ts';

test('all phases are measured in order, and neighbouring flows share one mark', async () => {
  const { measured, recording } = await measure(
    scenario({
      services: [service('app')],
      flow: [flow('First', 'app', sh('true')), { ...flow('Second', 'app', sh('true')), hidden: true }],
    }),
  );
  expect(measured.error).toBeUndefined();
  expect(measured.phases.map(({ name }) => name)).toEqual([
    '[BASELINE]',
    '[INSTALLATION]',
    '[BOOT]',
    '[IDLE]',
    '[RUNTIME]',
    'First',
    'Second',
    '[REMOVE]',
  ]);
  const named = (name: string) => {
    const phase = measured.phases.find((one) => one.name === name);
    if (phase === undefined) throw new Error(`no phase ${name}`);
    return phase;
  };
  const [runtime, first, second] = [named('[RUNTIME]'), named('First'), named('Second')];
  expect(first.beginMark).toBe(runtime.beginMark);
  expect(first.endMark).toBe(second.beginMark);
  expect(second.endMark).toBe(runtime.endMark);
  expect([first.parent, first.hidden, second.hidden]).toEqual(['[RUNTIME]', false, true]);
  expect(recording.marks).toHaveLength(6 * 2 + 1);
  expect(measured.phases.every(({ aborted }) => aborted === undefined)).toBe(true);
}, 30_000);

test('a container is recorded from its start to its removal, in cgroups of its own', async () => {
  const { measured, recording } = await measure(
    scenario({
      services: [service('app', { limits: { cpus: 0.5 } })],
      flow: [flow('Go', 'app', sh('true'))],
    }),
  );
  const target = recording.targets.find(({ kind }) => kind === 'container');
  if (target?.kind !== 'container') throw new Error('no container was recorded');
  expect(recording.calls.filter((call) => call.endsWith(' app'))).toEqual(['add app', 'remove app']);
  expect(recording.calls.indexOf('remove app')).toBeGreaterThan(
    recording.calls.indexOf('mark [REMOVE] begin'),
  );
  const [facts] = measured.containers;
  expect(facts).toMatchObject({
    name: 'app',
    id: target.id,
    runtime: 'runc',
    cpus: 0.5,
    image: 'debian:bookworm-slim',
  });
  expect(facts?.imageId).toMatch(/^sha256:[0-9a-f]{64}$/);
  const paths = [target.cgroup.v2, ...Object.values(target.cgroup.v1 ?? {})].filter(
    (path) => path !== undefined,
  );
  expect(paths.length).toBeGreaterThan(0);
  for (const path of paths) expect(path).toContain(target.id);
  expect(target.ownNetwork).toBe(true);
}, 30_000);

test('the repository is mounted read-only, and the container has the name of the scenario', async () => {
  const described = scenario({
    services: [
      service('db', {
        containerName: 'my-db',
        environment: { GREETING: 'a b=c' },
        folderDestination: '/repo',
      }),
    ],
    flow: [
      flow(
        'Look',
        'my-db',
        sh('cat /repo/input; echo; hostname; echo "$GREETING"; touch /repo/x 2>&1 || echo refused'),
      ),
    ],
  });
  writeFileSync(join(described.root, 'input'), 'from the repository');
  const { measured, runId } = await measure(described);
  const text = measured.logs.find(({ command }) => command !== undefined)?.text ?? '';
  expect(text).toContain('from the repository\nmy-db\na b=c\n');
  expect(text).toContain('refused');
  expect(existsSync(join(described.root, 'x'))).toBe(false);
  expect(readFileSync(join(described.root, 'input'), 'utf8')).toBe('from the repository');
  expect(runId).toMatch(/^[0-9a-f]{12}$/);
}, 30_000);

test('a runtime that the engine does not know is refused before anything is measured', async () => {
  const { measured } = await measure(
    scenario({ services: [service('app', { runtime: 'nosuch' })], flow: [flow('Go', 'app', sh('true'))] }),
  );
  expect(measured.error?.code).toBe('runtime-unavailable');
  expect(measured.error?.advice).toContain('runc');
  expect(measured.phases).toEqual([]);
}, 30_000);

test('an image is built with its arguments, is what runs, and stays for the next run', async () => {
  const image = 'joulelab-test-built';
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'Dockerfile.x'), 'FROM busybox:1.35\nARG WORD\nENV WORD=$WORD\n');
  const build = { context: folder, dockerfile: 'Dockerfile.x', args: { WORD: 'from the build' } };
  await using engine = await connectEngine();
  try {
    const { measured } = await measure(
      scenario({ services: [service('app', { image, build })], flow: [flow('Go', 'app', sh('echo $WORD'))] }),
    );
    expect(measured.error).toBeUndefined();
    expect(measured.logs.map(({ text }) => text)).toContain('from the build\n');
    expect(measured.containers[0]?.imageId).toBe((await engine.api.getImage(image).inspect()).Id);
  } finally {
    await engine.api.getImage(image).remove({ force: true });
  }
}, 60_000);
