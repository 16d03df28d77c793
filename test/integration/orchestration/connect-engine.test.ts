import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { JoulelabError } from '../../../src/domain/errors.ts';
import { connectEngine } from '../../../src/orchestration/index.ts';
import { temporaryFolder } from './support/scenarios.ts';

const PATH = process.env['PATH'] ?? '';

async function failureOf(env: NodeJS.ProcessEnv): Promise<JoulelabError> {
  try {
    await using _engine = await connectEngine({ env });
  } catch (thrown) {
    if (thrown instanceof JoulelabError) return thrown;
    throw thrown;
  }
  throw new Error('an engine answered');
}

test('an engine tells what it is and what it has', async () => {
  await using engine = await connectEngine();
  expect(engine.facts.version).toMatch(/^\d+\./);
  expect(engine.capacity.cpus).toBeGreaterThan(0);
  expect(engine.runtimes.map(({ name }) => name)).toContain('runc');
  expect(engine.facts.socket).toMatch(/^(unix|tcp):\/\//);
});

test('an engine that DOCKER_HOST names is not replaced by another one, and every attempt has its reason', async () => {
  const error = await failureOf({
    PATH,
    DOCKER_HOST: 'unix:///nosuch/docker.sock',
    XDG_RUNTIME_DIR: '/nosuch/user',
  });
  expect(error.code).toBe('engine-unreachable');
  expect(error.exitStatus).toBe(3);
  expect(error.message).toContain('DOCKER_HOST');
  expect(error.details.attempts?.map(({ what }) => what)).toEqual([
    'unix:///nosuch/docker.sock (DOCKER_HOST)',
    'unix:///nosuch/user/docker.sock (rootless socket)',
    'unix:///var/run/docker.sock (system socket)',
  ]);
  for (const { why } of error.details.attempts?.slice(0, 2) ?? [])
    expect(why).toContain('not running or not installed');
});

test('a context that cannot be read, a bad address and a foreign answer are reasons too', async () => {
  const folder = temporaryFolder();
  const context = await failureOf({ PATH, DOCKER_CONFIG: folder, DOCKER_CONTEXT: 'gone' });
  expect(context.details.attempts?.[0]).toMatchObject({
    what: 'docker context gone',
    why: expect.stringContaining('ENOENT'),
  });

  const ssh = await failureOf({ PATH, DOCKER_HOST: 'ssh://user@elsewhere' });
  expect(ssh.details.attempts?.[0]?.why).toContain('measures the machine on which it runs');

  const socket = join(folder, 'foreign.sock');
  const server = createServer((_request, response) =>
    response.writeHead(500).end('{"message":"no engine at all"}'),
  );
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  try {
    const foreign = await failureOf({ PATH, DOCKER_HOST: `unix://${socket}` });
    expect(foreign.details.attempts?.[0]?.why).toContain('no engine at all');
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('the current context of the docker CLI is followed', async () => {
  await using usual = await connectEngine();
  const folder = temporaryFolder();
  const meta = join(folder, 'contexts', 'meta', createHash('sha256').update('mine').digest('hex'));
  mkdirSync(meta, { recursive: true });
  writeFileSync(join(folder, 'config.json'), '{"currentContext":"mine"}');
  writeFileSync(
    join(meta, 'meta.json'),
    JSON.stringify({ Name: 'mine', Endpoints: { docker: { Host: usual.host } } }),
  );
  await using engine = await connectEngine({ env: { PATH, DOCKER_CONFIG: folder, DOCKER_HOST: '' } });
  expect(engine.host).toBe(usual.host);
});

test('an engine without its CLI is of no use, and the error says what to install', async () => {
  const error = await failureOf({ PATH: '/nosuch' });
  expect(error.code).toBe('engine-unreachable');
  expect(error.message).toContain('docker');
  expect(error.advice).toContain('Install');
});
