import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { measure } from './support/measure.ts';
import { flow, scenario, service, sh } from './support/scenarios.ts';

test('a failing flow keeps the phases until then and shows the command, its exit code and its output', async () => {
  const { measured, recording } = await measure(
    scenario({
      services: [service('app')],
      flow: [
        flow('Good', 'app', sh('true')),
        flow('Bad', 'app', sh('echo out; echo why >&2; exit 3')),
        flow('Never', 'app', sh('true')),
      ],
    }),
  );
  expect(measured.error?.code).toBe('flow-failed');
  expect(measured.errorPhase).toBe('Bad');
  expect(measured.error?.details.failure).toMatchObject({
    command: 'echo out; echo why >&2; exit 3',
    container: 'app',
    exitCode: 3,
    oomKilled: false,
    stdoutTail: 'out',
    stderrTail: 'why',
  });
  expect(measured.phases.slice(4).map(({ name, aborted }) => [name, aborted])).toEqual([
    ['[RUNTIME]', true],
    ['Good', undefined],
    ['Bad', true],
  ]);
  expect(measured.logs.map(({ stream, text, phase }) => [stream, text, phase])).toEqual([
    ['stdout', 'out\n', 'Bad'],
    ['stderr', 'why\n', 'Bad'],
  ]);
  expect(recording.calls.at(-1)).toBe('remove app');
}, 30_000);

test('errors of a command can be ignored, and stderr alone is no failure', async () => {
  const { measured } = await measure(
    scenario({
      services: [service('app')],
      flow: [flow('Go', 'app', sh('echo noise >&2'), sh('exit 4', { ignoreErrors: true }))],
    }),
  );
  expect(measured.error).toBeUndefined();
}, 30_000);

test('a command that runs out of memory fails with advice about memory', async () => {
  const eat = 'perl -e \'my $x = "x" x (200 * 1024 * 1024); print length $x\'';
  const { measured } = await measure(
    scenario({
      services: [service('app', { limits: { memoryBytes: 32 * 1024 * 1024 } })],
      flow: [flow('Eat', 'app', sh(eat))],
    }),
  );
  expect(measured.error?.details.failure).toMatchObject({ exitCode: 137, oomKilled: true });
  expect(measured.error?.advice).toContain('mem_limit');
}, 30_000);

test('a command that does not exist in the container fails its flow', async () => {
  const { measured } = await measure(
    scenario({ services: [service('app')], flow: [flow('Go', 'app', sh('x', { argv: ['nosuchcommand'] }))] }),
  );
  expect(measured.error?.code).toBe('flow-failed');
  expect(measured.error?.details.failure?.stdoutTail).toContain('executable file not found');
  expect(measured.error?.advice).toContain('does not contain the command');
}, 30_000);

test('a missing image fails in [INSTALLATION], whether it may be pulled or not', async () => {
  const described = scenario({
    services: [service('app', { image: 'registry.invalid/nosuch:1' })],
    flow: [flow('Go', 'app', sh('true'))],
  });
  for (const pull of ['missing', 'never'] as const) {
    const { measured } = await measure(described, { settings: { pull } });
    expect(measured.error?.code).toBe('image-unavailable');
    expect(measured.error?.message).toContain('registry.invalid/nosuch:1');
    expect(measured.errorPhase).toBe('[INSTALLATION]');
  }
}, 60_000);

test('a build that fails shows the failing step', async () => {
  const described = scenario({
    services: [service('app', { image: 'joulelab-test-broken' })],
    flow: [flow('Go', 'app', sh('true'))],
  });
  writeFileSync(join(described.root, 'Dockerfile'), 'FROM busybox:1.35\nRUN echo step-output && false\n');
  const [app] = described.services;
  if (app === undefined) throw new Error('no service');
  const { measured } = await measure({
    ...described,
    services: [{ ...app, build: { context: described.root, args: {} } }],
  });
  expect(measured.error?.code).toBe('build-failed');
  const failure = measured.error?.details.failure;
  expect(`${failure?.stdoutTail}${failure?.stderrTail}`).toContain('step-output');
}, 60_000);

test('a container whose command does not exist fails in [BOOT]', async () => {
  const { measured } = await measure(
    scenario({
      services: [service('app', { command: ['nosuchcommand'] })],
      flow: [flow('Go', 'app', sh('true'))],
    }),
  );
  expect(measured.error?.code).toBe('start-failed');
  expect(measured.error?.message).toContain('nosuchcommand');
  expect(measured.errorPhase).toBe('[BOOT]');
}, 30_000);

test('an engine option that does not exist fails in [BOOT] and names docker-run-args', async () => {
  const { measured } = await measure(
    scenario({
      services: [service('app', { engineArgs: ['--nosuchoption'] })],
      flow: [flow('Go', 'app', sh('true'))],
    }),
  );
  expect(measured.error?.code).toBe('start-failed');
  expect(measured.error?.advice).toContain('docker-run-args');
}, 30_000);

test('a setup command that fails is an error of [BOOT]', async () => {
  const setup = { argv: ['sh', '-c', 'echo broken >&2; exit 5'], text: 'echo broken', detach: false };
  const { measured } = await measure(
    scenario({
      services: [service('app', { setupCommands: [setup] })],
      flow: [flow('Go', 'app', sh('true'))],
    }),
  );
  expect(measured.error?.code).toBe('setup-failed');
  expect(measured.error?.details.failure).toMatchObject({ exitCode: 5, stderrTail: 'broken' });
  expect(measured.errorPhase).toBe('[BOOT]');
}, 30_000);

test('more memory than the machine has is refused before anything is measured', async () => {
  const { measured } = await measure(
    scenario({
      services: [service('app', { limits: { memoryBytes: 2 ** 50 } })],
      flow: [flow('Go', 'app', sh('true'))],
    }),
  );
  expect(measured.error?.code).toBe('limits-exceeded');
  expect(measured.phases).toEqual([]);
}, 30_000);
