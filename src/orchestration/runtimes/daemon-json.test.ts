import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfiguration } from './daemon-json.ts';
import { fixtureMachine } from './fixture-machine.ts';
import type { RuntimeHost } from './runtime.ts';

const SOCKET = '0000000000000000: 00000002 00000000 00010000 0001 01 4242 /run/docker.sock\n';
const CONTENT = { features: { 'time-namespaces': false } };

/** An engine whose process was started with these words. */
function engineWith(words: readonly string[], files: Readonly<Record<string, string>>): RuntimeHost {
  const host = fixtureMachine({
    ...files,
    'proc/7/comm': 'dockerd\n',
    'proc/7/cmdline': `${['dockerd', ...words].join('\0')}\0`,
    'proc/7/net/unix': SOCKET,
  });
  const folder = join(host.env.roots.procfs, '7', 'fd');
  mkdirSync(folder);
  symlinkSync('socket:[4242]', join(folder, '3'));
  return host;
}

const usual = (text: string) => ({ 'etc/docker/daemon.json': text });

test.each<[string, readonly string[], Readonly<Record<string, string>>, boolean, object]>([
  ['the usual place', [], usual(JSON.stringify(CONTENT)), true, CONTENT],
  ['no file', ['-H', 'fd://'], {}, true, {}],
  [
    'another place, as two words',
    ['--config-file', '/srv/d.json'],
    { 'srv/d.json': JSON.stringify(CONTENT), ...usual('{}') },
    true,
    CONTENT,
  ],
  [
    'another place, as one word',
    ['--config-file=/srv/d.json'],
    { 'srv/d.json': JSON.stringify(CONTENT) },
    true,
    CONTENT,
  ],
  ['a file that is no JSON', [], usual('{'), false, {}],
  ['features on the command line', ['--feature', 'time-namespaces=false'], {}, false, {}],
])('%s', (_, words, files, known, content) => {
  expect(readConfiguration(engineWith(words, files))).toEqual({ known, content });
});

test('of an engine on another machine nothing is known', () => {
  const host = fixtureMachine(usual(JSON.stringify(CONTENT)), { socket: 'tcp://10.0.0.1:2376' });
  expect(readConfiguration(host)).toEqual({ known: false, content: {} });
});
