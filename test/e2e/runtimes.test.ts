import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/domain/report.ts';
import { LABORATORY_IMAGE } from '../../src/orchestration/bench/laboratory-image.ts';
import { classifyStartFailure } from '../../src/orchestration/engine/start-failure.ts';
import { leftProcesses } from '../support/engine.ts';
import {
  EXAMPLE_CHECKS,
  EXAMPLE_IMAGES,
  EXAMPLES_FOLDER,
  FEW,
  lighterExample,
  SAFE_EXAMPLES,
  UNSAFE_EXAMPLES,
  UNSAFE_IMAGES,
} from '../support/examples.ts';
import { joulelab, SHORT, scenarioFile, temporaryFolder } from '../support/joulelab.ts';
import { leftCgroups, type OwnEngine, startOwnEngine, withoutOwnEngine } from '../support/own-engine.ts';
import { benchTests } from './runtimes/bench.ts';
import { probeTests } from './runtimes/probe.ts';

/** A runtime with the name, and so the policy, of gVisor with a network stack of its own, that is runc in truth. */
const OWN_STACK = 'runsc-own-stack';

const missing = ['/usr/bin/runsc', '/usr/bin/crun', '/usr/sbin/runc'].filter((path) => !existsSync(path));
const reason =
  withoutOwnEngine() ?? (missing.length === 0 ? undefined : `not installed: ${missing.join(', ')}`);

/** What this release of gVisor makes of the examples that need --allow-unsafe; newer ones can more. */
const OLD_GVISOR = '20221219';
const UNSAFE_UNDER_GVISOR: Readonly<Record<string, RegExp>> = {
  systemd: /container debian (has )?ended with exit code 255/,
  'docker-in-docker':
    /container engine (has )?ended with exit code 32.* mount: \/: not mount point or bad option/,
};

/** The least that can be measured. */
const BOX = `
name: Box
services:
  box: { image: "busybox:1.35", command: sleep infinity }
flow:
  - name: Work
    container: box
    commands: [{ type: console, shell: sh, command: "echo done" }]
`;

/** All ways to select a runtime, and all names that a service may have; the engine's resolver cannot be reached. */
const NAMES = `
name: Names
services:
  web:
    image: debian:bookworm-slim
    command: [perl, -MIO::Socket::INET, -e, '$s = IO::Socket::INET->new(LocalPort => 80, Listen => 5) or die; while ($c = $s->accept) { print $c "hello\\n"; close $c }']
    runtime: ${OWN_STACK}
    networks: { front: { aliases: [pages, shop] }, back: }
  database:
    image: debian:bookworm-slim
    command: sleep infinity
    docker-run-args: ["--runtime=${OWN_STACK}", "--network-alias=store"]
    networks: { back: { ipv4_address: 10.211.7.9 } }
  client:
    image: debian:bookworm-slim
    container_name: asker
    command: sleep infinity
    docker-run-args: ["--runtime ${OWN_STACK}"]
    extra_hosts: ["shop:192.0.2.7"]
    networks: [front, back]
    volumes: ["./no-resolver:/etc/resolv.conf"]
    depends_on: [web]
networks:
  front: { internal: true }
  back:
flow:
  - name: Ask
    container: asker
    commands:
      - type: console
        shell: bash
        command: |
          for name in web pages shop database store asker client; do
            echo "$(date +%s%6N) $name $(getent ahostsv4 $name | cut -d " " -f 1 | sort -u)"
          done
          read -r line </dev/tcp/pages/80
          echo "$(date +%s%6N) pages says $line"
        read-notes-stdout: true
`;

describe.skipIf(reason !== undefined)(`runtimes of an engine of the test's own ${reason ?? ''}`, () => {
  let engine: OwnEngine;
  const state = temporaryFolder();
  const env = () => ({
    DOCKER_HOST: engine.host,
    JOULELAB_STATE_DIR: state,
    JOULELAB_LOCK_FILE: join(state, 'lock'),
  });
  const given = () => ({ engine, env: env() });
  let begin = '';

  beforeAll(async () => {
    const wrapper = join(state, OWN_STACK);
    writeFileSync(wrapper, '#!/bin/sh\nexec /usr/sbin/runc "$@"\n');
    chmodSync(wrapper, 0o755);
    engine = await startOwnEngine({
      images: ['busybox:1.35', LABORATORY_IMAGE, ...EXAMPLE_IMAGES, ...UNSAFE_IMAGES],
      runtimes: {
        runsc: { path: '/usr/bin/runsc', runtimeArgs: ['--network=host'] },
        // Hangs where /dev/kvm does not do what it promises; fails where there is none.
        'runsc-kvm': { path: '/usr/bin/runsc', runtimeArgs: ['--network=host', '--platform=kvm'] },
        crun: { path: '/usr/bin/crun' },
        [OWN_STACK]: { path: wrapper },
        missing: { path: '/nowhere/runtime' },
        broken: { path: '/bin/false' },
      },
    });
  }, 120_000);
  afterAll(async () => await engine[Symbol.asyncDispose]());
  beforeEach(() => {
    begin = String(Date.now() / 1000);
  });
  afterEach(() => {
    expect(engine.docker('ps', '--all', '--quiet')).toBe('');
    expect(engine.docker('network', 'ls', '--quiet', '--filter', 'label=io.joulelab.run')).toBe('');
    expect(engine.docker('volume', 'ls', '--quiet')).toBe('');
    expect(leftProcesses()).toEqual([]);
    expect(leftCgroups(engine, begin)).toEqual([]);
  });

  it("services find each other by hosts entries where the runtime cannot reach the engine's resolver", async () => {
    const file = scenarioFile(NAMES);
    writeFileSync(join(dirname(file), 'no-resolver'), '');
    const { exitCode, stdout, stderr } = await joulelab(['run', file, ...SHORT, '--json'], { env: env() });
    expect(exitCode, stderr).toBe(0);
    const { run } = JSON.parse(stdout) as RunReport;
    const notes = run.notes.map(({ text }) => text);
    const addressOf = (name: string) => notes.find((text) => text.startsWith(`${name} `))?.split(' ')[1];
    expect(addressOf('web')).toMatch(/^10\.213\.\d+\.2$/);
    expect(addressOf('pages')).toBe(addressOf('web'));
    expect(addressOf('shop')).toBe('192.0.2.7');
    expect([addressOf('database'), addressOf('store')]).toEqual(['10.211.7.9', '10.211.7.9']);
    expect(addressOf('asker')).toMatch(/^10\.21[13]\.\d+\.3$/);
    expect(notes.at(-1)).toBe('pages says hello');
    for (const { runtime, policies } of run.containers) {
      expect(runtime).toBe(OWN_STACK);
      expect(policies?.join()).toContain('/etc/hosts');
    }
  });

  it.each(SAFE_EXAMPLES)('%s runs under gVisor', async (name) => {
    const folder = lighterExample(name, FEW.gvisor);
    const words = ['run', folder, ...SHORT, '--quick', '--runtime', 'runsc', '--json'];
    const { exitCode, stdout, stderr } = await joulelab(words, { env: env() });
    expect(exitCode, stderr).toBe(0);
    const report = JSON.parse(stdout) as RunReport;
    expect(new Set(report.run.containers.map(({ runtime }) => runtime))).toEqual(new Set(['runsc']));
    EXAMPLE_CHECKS[name]?.(report, FEW.gvisor);
  });

  it.for(UNSAFE_EXAMPLES)('%s fails under an old gVisor, with the reason', async (name, context) => {
    const release = execFileSync('/usr/bin/runsc', ['--version'], { encoding: 'utf8' });
    if (!release.includes(OLD_GVISOR)) context.skip(`seen with gVisor's release of ${OLD_GVISOR}`);
    const words = ['run', join(EXAMPLES_FOLDER, name), ...SHORT, '--allow-unsafe', '--runtime', 'runsc'];
    const { exitCode, text } = await textOf(words);
    expect(text).toMatch(UNSAFE_UNDER_GVISOR[name] ?? /never/);
    expect(exitCode).toBe(1);
  });

  it('several runtimes make an interleaved matrix', async () => {
    const words = [
      'run',
      scenarioFile(BOX),
      ...SHORT,
      '--quick',
      '--runtime',
      'runc,runsc',
      '--iterations',
      '2',
    ];
    const ran = await joulelab([...words, '--json'], { env: env() });
    expect(ran.exitCode, ran.stderr).toBe(0);
    const order = [...ran.stderr.matchAll(/run \d of 4: \S+ \((\w+)\)/g)].map(([, runtime]) => runtime);
    expect(order).toEqual(['runc', 'runsc', 'runc', 'runsc']);
    const listed = await joulelab(['list', '--runtime', 'runsc', '--limit', '2', '--json'], { env: env() });
    const { runs } = JSON.parse(listed.stdout) as { runs: { id: string; runtimes: string[] }[] };
    expect(runs.map(({ runtimes }) => runtimes)).toEqual([['runsc'], ['runsc']]);
    const shown = await joulelab(['show', runs[0]?.id ?? ''], { env: env() });
    expect(shown.stdout).toContain('runsc is /usr/bin/runsc --network=host.');
  });

  /** Everything that a run prints, on lines that do not break. */
  async function textOf(words: readonly string[]): Promise<{ exitCode: number | null; text: string }> {
    const { exitCode, stdout, stderr } = await joulelab(words, { env: env() });
    return { exitCode, text: `${stdout}\n${stderr}`.replaceAll(/\s+/g, ' ') };
  }
  const runBox = async (...words: string[]) => await textOf(['run', scenarioFile(BOX), ...SHORT, ...words]);

  it('a runtime that refuses the machine is refused before anything is measured', async (context) => {
    const controllers = '/sys/fs/cgroup/unified/cgroup.controllers';
    if (!existsSync(controllers) || readFileSync(controllers, 'utf8') === '')
      context.skip('crun takes the cgroups of this machine');
    let words = 'nothing: it started';
    try {
      engine.docker('run', '--rm', '--runtime', 'crun', 'busybox:1.35', 'true');
    } catch (thrown) {
      words = (thrown as { stderr: string }).stderr;
    }
    expect(words).toContain('cgroups in hybrid mode not supported');
    expect(classifyStartFailure(words)).toMatchObject({
      code: 'runtime-unavailable',
      advice: expect.stringContaining('cgroup v2 alone'),
    });
    const { exitCode, text } = await runBox('--runtime', 'crun');
    expect(text).toMatch(
      /runtime crun cannot run on this machine: it needs cgroup v1 or v2, not both; here: hybrid/,
    );
    expect(text).not.toContain('[BASELINE]');
    expect(exitCode).toBe(3);
  });

  it('a runtime that is not there is reported with those that are', async () => {
    const { exitCode, text } = await runBox('--runtime=kata');
    expect(text).toMatch(/runtime kata.*runsc-kvm/);
    expect(exitCode).toBe(3);
  });

  it('a runtime that hangs is ended, what it left is removed, and the engine answers', async () => {
    const { exitCode, text } = await runBox('--runtime', 'runsc-kvm', '--boot-timeout', '5s');
    expect(text).toMatch(/runtime runsc-kvm did not start .* within 5 s.*It hangs/);
    expect(exitCode).toBe(3);
    expect(engine.docker('run', '--rm', 'busybox:1.35', 'echo', 'answers')).toBe('answers');
  });

  describe('joulelab runtimes probe', () => probeTests(given));
  describe('joulelab runtimes bench', () => benchTests(given));
});
