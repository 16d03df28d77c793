import { execFileSync } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { connectEngine } from '../../../src/orchestration/index.ts';
import { setInnerDns } from '../../../src/orchestration/policies/inner-names.ts';

function docker(...args: string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8' }).trim();
}

/** A created container whose image may bring settings of an inner engine. */
function created(settings?: string): string {
  let image = 'busybox:1.35';
  if (settings !== undefined) {
    const id = docker(
      'create',
      image,
      'sh',
      '-c',
      `mkdir /etc/docker; echo '${settings}' >/etc/docker/daemon.json`,
    );
    docker('start', '--attach', id);
    image = docker('commit', id);
    docker('rm', id);
    onTestFinished(() => void docker('rmi', image));
  }
  const id = docker('create', image, 'cat', '/etc/docker/daemon.json');
  onTestFinished(() => void docker('rm', '--force', id));
  return id;
}

test.each([
  ['an image without settings', undefined, { dns: ['192.0.2.53'] }],
  ['settings of the image stay', '{"debug": true}', { debug: true, dns: ['192.0.2.53'] }],
  ['dns of the image stays', '{"dns": ["198.51.100.1"]}', { dns: ['198.51.100.1'] }],
])('dns of an inner engine: %s', async (_, settings, expected) => {
  await using engine = await connectEngine();
  const id = created(settings);
  await setInnerDns(engine, id, ['192.0.2.53']);
  expect(JSON.parse(docker('start', '--attach', id))).toEqual(expected);
});
