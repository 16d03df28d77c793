import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Build, Service } from '../../../src/domain/scenario.ts';
import { connectEngine } from '../../../src/orchestration/index.ts';
import { measure, newRunId } from './support/measure.ts';
import { basic, startRegistry } from './support/registry.ts';
import { flow, scenario, service, sh, temporaryFolder } from './support/scenarios.ts';

/** Image names of this test, so that it takes away exactly what it made. */
async function removeImages(...images: readonly string[]): Promise<void> {
  await using engine = await connectEngine();
  for (const image of images)
    await engine.api
      .getImage(image)
      .remove({ force: true })
      .catch(() => undefined);
}

const on = (...services: Service[]) =>
  scenario({ services, flow: [flow('Go', services[0]?.containerName ?? '')] });

/** A service of an image from the test's registry. */
const program = (image: string, changes: Partial<Service> = {}) =>
  service('app', { image, command: ['/program'], ...changes });

function built(
  name: string,
  dockerfile: string,
  changes: Partial<Build> = {},
): Pick<Service, 'image' | 'build'> {
  const context = changes.context ?? temporaryFolder();
  writeFileSync(join(context, 'Dockerfile'), dockerfile);
  const image = `joulelab/test-${name}:${newRunId()}`;
  onTestFinished(() => removeImages(image));
  return { image, build: { context, args: {}, ...changes } };
}

const steps = (progress: readonly { kind: string }[]) =>
  progress.flatMap((event) => ('text' in event && event.kind === 'step' ? [String(event.text)] : []));

test('a build takes arguments, a target and another Dockerfile, and is told with its duration', async () => {
  const recipe = built('args', 'FROM busybox:1.35\nRUN false\n', {
    args: { WORD: 'two words', NONE: '' },
    target: 'first',
  });
  const context = recipe.build?.context ?? '';
  mkdirSync(join(context, 'docker'));
  writeFileSync(
    join(context, 'docker/Other'),
    `FROM busybox:1.35 AS first
ARG WORD
ARG NONE=unset
RUN echo "[$WORD][$NONE]" > /word
FROM first AS last
RUN false
`,
  );
  const build = { ...recipe.build, dockerfile: join(context, 'docker/Other') } as Build;
  const { measured, progress } = await measure(
    scenario({
      services: [service('app', { ...recipe, build })],
      flow: [flow('Go', 'app', sh('cat /word'))],
    }),
  );
  expect(measured.error).toBeUndefined();
  expect(measured.logs).toMatchObject([{ text: '[two words][]\n' }]);
  expect(steps(progress)[0]).toBe(`Building ${recipe.image} for app`);
  expect(steps(progress)[1]).toMatch(/^Built .* for app in \d+\.\d s$/);
  expect(measured.containers[0]?.imageId).toMatch(/^sha256:/);
  expect(measured.containers[0]?.imageDigests).toBeUndefined();
  await using engine = await connectEngine();
  const info = await engine.api.getImage(recipe.image).inspect();
  expect(info.Config.Labels).toMatchObject({ 'io.joulelab.built': 'true' });
});

test('services with the same build share one, under both names', async () => {
  const recipe = built('shared', 'FROM busybox:1.35\nRUN cat /proc/sys/kernel/random/uuid > /id\n');
  const other = { ...recipe, image: recipe.image.replace('shared', 'second') };
  onTestFinished(() => removeImages(other.image));
  const { measured, progress } = await measure(
    scenario({
      services: [service('one', recipe), service('two', other)],
      flow: [flow('One', 'one', sh('cat /id')), flow('Two', 'two', sh('cat /id'))],
    }),
    { settings: { noCache: true } },
  );
  expect(measured.error).toBeUndefined();
  expect(measured.logs).toHaveLength(2);
  expect(measured.logs[0]?.text).toBe(measured.logs[1]?.text);
  expect(steps(progress).filter((text) => text.startsWith('Building'))).toEqual([
    `Building ${recipe.image} for one, two`,
  ]);
});

test('the cache is used, and left aside with --no-cache', async () => {
  const recipe = built('cache', 'FROM busybox:1.35\nRUN cat /proc/sys/kernel/random/uuid > /id\n');
  const idOf = async (noCache: boolean) =>
    (await measure(on(service('app', recipe)), { settings: { noCache } })).measured.containers[0]?.imageId;
  const first = await idOf(false);
  expect(first).toBeDefined();
  // It loses its name to the next one.
  onTestFinished(() => removeImages(first ?? ''));
  expect(await idOf(false)).toBe(first);
  expect(await idOf(true)).not.toBe(first);
});

test.each([
  [
    'a step that fails',
    'FROM busybox:1.35\nRUN echo the reason; false\n',
    'A step of the Dockerfile fails',
    'the reason',
  ],
  ['a file that is not there', 'FROM busybox:1.35\nCOPY nosuch /\n', '.dockerignore', ''],
  ['a stage that is not there', 'FROM busybox:1.35 AS other\n', 'no stage', ''],
  ['an instruction that does not exist', 'FROM busybox:1.35\nRUNN true\n', 'cannot be read', ''],
])('%s is told with advice and output', async (_, dockerfile, advice, output) => {
  const target = advice === 'no stage' ? { target: 'first' } : {};
  const { measured } = await measure(on(service('app', built('bad', dockerfile, target))));
  expect(measured.errorPhase).toBe('[INSTALLATION]');
  expect(measured.error?.code).toBe('build-failed');
  expect(measured.error?.advice).toContain(advice);
  const { failure } = measured.error?.details ?? {};
  expect(`${failure?.stdoutTail}${failure?.stderrTail}`).toContain(output);
});

test('images are pulled side by side, at most three at a time, and their digests are kept', async () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const registry = await startRegistry(
    Object.fromEntries(names.map((label) => [label, { architecture: 'amd64', label }])),
    { delayMs: 500 },
  );
  const image = (name: string) => `${registry.host}/${name}:1`;
  onTestFinished(() => removeImages(...names.map(image)));
  const { measured, progress } = await measure(
    scenario({
      services: names.map((name) => service(name, { image: image(name), command: ['/program'] })),
      flow: [flow('Go', 'a')],
    }),
  );
  expect(measured.error).toBeUndefined();
  expect(new Set(registry.pulls)).toEqual(new Set(names));
  expect(registry.mostAtATime()).toBeGreaterThan(1);
  expect(registry.mostAtATime()).toBeLessThanOrEqual(3);
  const facts = measured.containers.find(({ name }) => name === 'a');
  expect(facts?.imageDigests).toEqual([expect.stringMatching(/^127\.0\.0\.1:\d+\/a@sha256:[0-9a-f]{64}$/)]);
  const told = steps(progress).filter((text) => text.startsWith('Pulled'));
  expect(told).toHaveLength(5);
  expect(told[0]).toMatch(/^Pulled 127\.0\.0\.1:\d+\/\w:1 in \d+\.\d s$/);
});

test("the user's registry log-in is used, and its lack is told", async () => {
  const registry = await startRegistry({ secret: { architecture: 'amd64' } }, { password: 'joulelab-test' });
  const image = `${registry.host}/secret:1`;
  onTestFinished(() => removeImages(image));
  const config = temporaryFolder();
  vi.stubEnv('DOCKER_CONFIG', config);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const without = await measure(on(program(image)));
  expect(without.measured.error?.code).toBe('image-unavailable');
  expect(without.measured.error?.advice).toContain('docker login');

  const auth = Buffer.from('user:joulelab-test').toString('base64');
  writeFileSync(join(config, 'config.json'), JSON.stringify({ auths: { [registry.host]: { auth } } }));
  const { measured } = await measure(on(program(image)));
  expect(measured.error).toBeUndefined();
  expect([...registry.authorizations]).toEqual([basic('user', 'joulelab-test')]);
});

test('pull policies: always asks the registry, missing does not, never refuses', async () => {
  const registry = await startRegistry({ app: { architecture: 'amd64' } });
  const image = `${registry.host}/app:1`;
  onTestFinished(() => removeImages(image));
  const run = async (pullPolicy: Service['pullPolicy'], pull?: 'always' | 'never') => {
    registry.pulls.length = 0;
    const app = program(image, pullPolicy === undefined ? {} : { pullPolicy });
    const { measured } = await measure(on(app), pull === undefined ? {} : { settings: { pull } });
    return { code: measured.error?.code, asked: registry.pulls.length > 0 };
  };
  expect(await run('never')).toEqual({ code: 'image-unavailable', asked: false });
  expect(await run('missing', 'never')).toEqual({ code: 'image-unavailable', asked: false });
  expect(await run(undefined)).toEqual({ code: undefined, asked: true });
  expect(await run('missing')).toEqual({ code: undefined, asked: false });
  expect(await run('never')).toEqual({ code: undefined, asked: false });
  await removeImages(image);
  expect(await run('always')).toEqual({ code: undefined, asked: true });
  await removeImages(image);
  expect(await run('never', 'always')).toEqual({ code: undefined, asked: true });
});

test('an image for another machine is an error before anything starts', async () => {
  const registry = await startRegistry({ app: { architecture: 'riscv64' } });
  const image = `${registry.host}/app:1`;
  onTestFinished(() => removeImages(image));
  const pulled = await measure(on(program(image)));
  expect(pulled.measured.error).toMatchObject({ code: 'platform-mismatch' });
  expect(pulled.measured.error?.message).toContain('made for linux/riscv64, but linux/amd64 is needed');
  expect(pulled.measured.errorPhase).toBe('[INSTALLATION]');
  const here = await measure(on(program(image, { pullPolicy: 'never' })));
  expect(here.measured.error?.advice).toBe(
    `Fetch the right one: docker pull --platform linux/amd64 ${image}`,
  );

  const asked = await measure(on(service('app', { engineArgs: ['--platform=linux/arm64'] })));
  expect(asked.measured.error?.message).toBe(
    "Service app asks for linux/arm64, but the engine's machine is linux/amd64.",
  );
  expect(asked.measured.phases).toEqual([]);
});

test('a service that asks for the platform of the machine runs', async () => {
  const { measured } = await measure(on(service('app', { engineArgs: ['--platform', 'linux/amd64'] })));
  expect(measured.error).toBeUndefined();
});
