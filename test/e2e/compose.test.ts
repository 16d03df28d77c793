import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { labelledObjects, leftProcesses } from '../support/engine.ts';
import { joulelab, SHORT, temporaryFolder } from '../support/joulelab.ts';

afterEach(() => {
  expect(labelledObjects()).toEqual([]);
  expect(leftProcesses()).toEqual([]);
});

const COMPOSE = `
name: all-sorts
x-box: &box
  image: debian:\${TAG:?which Debian}
  command: sleep infinity
  stop_grace_period: 0s
  logging: {driver: none}
services:
  base:
    <<: *box
    environment: {GREETING: hello, PRICE: "$$5"}
    profiles: [never]
  front:
    extends: base
    profiles: []
    environment: ["WHO=\${WHO-nobody}"]
    links: ["back:database"]
    secrets: [key]
    configs: [{source: rules, target: /etc/rules}]
    tty: true
  back:
    <<: *box
    networks: {default: , lab: {ipv4_address: 172.31.251.9}}
    mem_reservation: 32m
    pids_limit: 50
  alone:
    <<: *box
    network_mode: none
networks:
  lab: {ipam: {config: [{subnet: 172.31.251.0/24}]}}
secrets: {key: {file: ./parts/key.txt}}
configs: {rules: {file: ./parts/rules.txt}}
`;

const SCENARIO = `
name: Compose
compose-file: !include compose.yml
services:
  alone: {labels: {mine: "yes"}}
flow:
  - name: Look around
    container: front
    commands:
      - {type: console, command: 'echo "$GREETING $WHO $PRICE"', shell: bash}
      - {type: console, command: getent hosts database}
      - {type: console, command: cat /run/secrets/key /etc/rules}
  - name: Where nothing is
    container: alone
    commands: [{type: console, command: ls /sys/class/net}]
  - name: A fixed address
    container: back
    commands: [{type: console, command: cat /proc/net/fib_trie}]
`;

it('an ordinary Compose file means in containers what it means to Compose', async () => {
  const folder = temporaryFolder();
  const files = {
    'compose.yml': COMPOSE,
    'usage_scenario.yml': SCENARIO,
    '.env': 'TAG=bookworm-slim\nWHO=world\n',
    'parts/key.txt': 'open sesame\n',
    'parts/rules.txt': 'be kind\n',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const env = { JOULELAB_STATE_DIR: temporaryFolder() };
  const ran = await joulelab(['run', folder, ...SHORT, '--quick'], { env });
  expect(ran.exitCode, ran.stderr + ran.stdout).toBe(0);
  const { stdout } = await joulelab(['show', 'last', '--logs'], { env });
  expect(stdout).toContain('hello world $5');
  expect(stdout).toMatch(/\d+\.\d+\.\d+\.\d+\s+database/);
  expect(stdout).toMatch(/open sesame\n\s*be kind/);
  expect(stdout).toContain('172.31.251.9');
  // Only loopback: the one line of `ls` where the network is none.
  expect(stdout).toMatch(/^\s*lo$/m);
  expect(ran.stdout.replace(/\s+/g, ' ')).toContain('"logging" in services.front has no effect');
});
