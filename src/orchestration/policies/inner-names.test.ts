import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { chooseInnerNames, innerNamesSentence, readHostServers } from './inner-names.ts';

test.each([
  ['the alias will be made', {}, [], true, 'alias'],
  ['it will not', {}, [], false, 'dns of the inner engine'],
  ['the scenario brings a proxy', { HTTPS_PROXY: 'http://proxy:3128' }, [], false, 'proxy variables'],
  ['the scenario chooses the default bridge', {}, ['--network=bridge'], false, 'default bridge'],
])('%s', (_, environment, engineArgs, willAlias, expected) => {
  expect(chooseInnerNames({ environment: { ...environment }, engineArgs }, willAlias)).toBe(expected);
});

// As written by Docker on a custom network, and by sysbox-runc over it: the gateway's address.
const NOT_ALIASED = 'nameserver 127.0.0.11\noptions ndots:0\n';
const ALIASED = 'nameserver 172.20.0.1\noptions ndots:0\n';

test.each([
  ['alias', ALIASED, "through the runtime's alias"],
  ['alias', NOT_ALIASED, 'nothing stands in'],
  ['dns of the inner engine', NOT_ALIASED, 'dns of the inner engine stands in'],
  ['dns of the inner engine', ALIASED, "through the runtime's alias"],
  ['proxy variables', NOT_ALIASED, 'proxy variables stand in'],
  ['default bridge', 'nameserver 192.0.2.53\n', 'default bridge'],
] as const)('%s with %j', (chosen, resolvConf, words) => {
  expect(innerNamesSentence(chosen, resolvConf)).toContain(words);
});

test("a machine's servers are those behind its own loopback", () => {
  const folder = mkdtempSync(join(tmpdir(), 'joulelab-resolv-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [stub, real, none] = ['stub', 'real', 'none'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(stub, 'nameserver 127.0.0.53\noptions edns0\n');
  writeFileSync(
    real,
    '# of systemd-resolved\nnameserver 192.0.2.53\nnameserver ::1\nnameserver 2001:db8::53\n',
  );
  expect(readHostServers([stub, real])).toEqual(['192.0.2.53', '2001:db8::53']);
  expect(readHostServers([none, stub])).toEqual([]);
});
