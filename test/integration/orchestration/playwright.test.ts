import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import type { FlowCommand, Service } from '../../../src/domain/scenario.ts';
import { measure } from './support/measure.ts';
import { flow, scenario, service, sh } from './support/scenarios.ts';

/**
 * Needs a browser and Playwright on this machine; both are mounted into the container, which sees the machine's /usr. Where
 * they are missing: apt-get install chromium-headless-shell; npm install playwright-core in a folder of its own, and
 * JOULELAB_TEST_PLAYWRIGHT=FOLDER/node_modules.
 */
const browser = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((path) => existsSync(path));
const modules = findModules();
const missing =
  browser === undefined
    ? 'no chromium in /usr/bin'
    : modules === undefined
      ? 'no playwright-core (JOULELAB_TEST_PLAYWRIGHT)'
      : existsSync('/usr/bin/node') || existsSync('/usr/local/bin/node')
        ? undefined
        : 'no node below /usr';

function findModules(): string | undefined {
  const folder = process.env['JOULELAB_TEST_PLAYWRIGHT'];
  if (folder !== undefined) return existsSync(`${folder}/playwright-core`) ? folder : undefined;
  try {
    const { resolve } = createRequire(import.meta.url);
    return dirname(dirname(resolve('playwright-core/package.json')));
  } catch {
    return undefined;
  }
}

const bind = (source: string, target: string) => ({ type: 'bind', source, target, readOnly: true }) as const;

function browserService(changes: Partial<Service> = {}): Service {
  return service('browser', {
    mounts: [
      bind('/usr', '/usr'),
      bind(modules ?? '', '/opt/node_modules'),
      ...(existsSync('/etc/fonts') ? [bind('/etc/fonts', '/etc/fonts')] : []),
    ],
    environment: { JOULELAB_BROWSER_PATH: browser ?? '' },
    ...changes,
  });
}

function play(code: string, changes: Partial<FlowCommand> = {}): FlowCommand {
  return { ...sh(''), type: 'playwright', argv: [code], text: code, ...changes };
}

const PAGE = `await page.setContent("<title>It's \\"here\\"</title><button onclick='document.title=\`clicked\`'>Go</button>")`;

test('commands share one page, and quotes need no care', async (context) => {
  if (missing !== undefined) context.skip(missing);
  const { measured } = await measure(
    scenario({
      customMetrics: { loads: { unit: 'load', sci: true } },
      services: [browserService()],
      flow: [
        flow('Open', 'browser', play(PAGE), play('console.log(await page.title())')),
        flow(
          'Click',
          'browser',
          play("await page.click('button')\nconsole.error(`it is ${await page.title()}`)"),
          play('seen = 1; page = await context.newPage()'),
          play('logNote("a note"); console.log(`${Date.now()}000 loads=${seen + context.pages().length}`)', {
            readNotesStdout: true,
          }),
        ),
      ],
    }),
  );
  expect(measured.error).toBeUndefined();
  const texts = measured.logs.map(({ stream, text }) => [stream, text]);
  expect(texts.slice(0, 2)).toEqual([
    ['stdout', 'It\'s "here"\n'],
    ['stderr', 'it is clicked\n'],
  ]);
  expect(measured.notes[0]).toMatchObject({ source: 'browser', text: 'a note' });
  expect(measured.customMetrics?.[0]?.samples).toMatchObject([{ source: 'browser', values: [3] }]);
});

test('an error is told with its place in the command', async (context) => {
  if (missing !== undefined) context.skip(missing);
  const run = (code: string) =>
    measure(scenario({ services: [browserService()], flow: [flow('Fail', 'browser', play(code))] }));
  const failed = await run('const x = 1;\n  throw new TypeError("no such thing")');
  expect(failed.measured.error?.code).toBe('flow-failed');
  expect(failed.measured.error?.message).toContain('Flow "Fail"');
  expect(failed.measured.error?.details.failure).toMatchObject({
    exitCode: 1,
    stderrTail: 'TypeError: no such thing\n    at line 2, column 9 of the command',
  });
  const broken = await run('await page.goto(');
  expect(broken.measured.error?.details.failure?.stderrTail).toContain('SyntaxError');
  const refused = await run('await page.goto("http://127.0.0.1:9/")');
  expect(refused.measured.error?.details.failure?.stderrTail).toContain('page.goto');
});

test('a command ends at its time limit, even one that never yields', async (context) => {
  if (missing !== undefined) context.skip(missing);
  for (const code of ['await sleep(60_000)', 'console.log("in"); for (;;);']) {
    const { measured } = await measure(
      scenario({ services: [browserService()], flow: [flow('Wait', 'browser', play('1'), play(code))] }),
      { settings: { playwrightTimeoutMs: 5000 } },
    );
    expect(measured.error?.code).toBe('timed-out');
    expect(measured.error?.message).toContain('took longer than 5 s');
    expect(measured.error?.advice).toContain('--playwright-timeout');
  }
});

test('commands go to a listener of the Green Metrics Tool where one runs', async (context) => {
  if (missing !== undefined) context.skip(missing);
  // What such listeners have in common: two pipes, and a file for an error.
  const listener = `
    const { execSync } = require('child_process'), fs = require('fs');
    execSync('mkfifo /tmp/playwright-ipc-ready /tmp/playwright-ipc-commands; touch /tmp/playwright-ipc-error');
    const read = () => fs.createReadStream('/tmp/playwright-ipc-commands', 'utf8').on('end', read).on('data', (text) => {
      if (text.includes('bad')) return fs.writeFileSync('/tmp/playwright-ipc-error', 'the listener refuses');
      fs.appendFileSync('/tmp/seen', text + ';');
      fs.writeFileSync('/tmp/playwright-ipc-ready', 'ready');
    });
    read();`;
  const begin = [
    sh('', { argv: ['node', '--eval', listener], detach: true }),
    sh('until [ -p /tmp/playwright-ipc-commands ]; do sleep 0.1; done'),
  ];
  const { measured } = await measure(
    scenario({
      services: [browserService()],
      flow: [
        flow('Begin', 'browser', ...begin),
        flow('Use', 'browser', play(`it's "quoted"`), play('second'), sh('cat /tmp/seen')),
        flow('Fail', 'browser', play('bad')),
      ],
    }),
  );
  expect(
    measured.logs.find(({ command, stream }) => command === 'cat /tmp/seen' && stream === 'stdout')?.text,
  ).toBe(`it's "quoted";second;`);
  expect(measured.errorPhase).toBe('Fail');
  expect(measured.error?.details.failure?.stderrTail).toBe('Error: the listener refuses');
});

test('a container without node, or without Playwright, is told with advice', async () => {
  const { measured } = await measure(
    scenario({
      services: [service('bare')],
      flow: [flow('Go', 'bare', play('await page.goto("about:blank")'))],
    }),
  );
  expect(measured.error?.code).toBe('flow-failed');
  expect(measured.error?.message).toBe('Container bare has no node, which playwright commands need.');
  if (!existsSync('/usr/bin/node') && !existsSync('/usr/local/bin/node')) return;
  const without = service('half', { mounts: [bind('/usr', '/usr')] });
  const half = await measure(scenario({ services: [without], flow: [flow('Go', 'half', play('1'))] }));
  expect(half.measured.error?.message).toBe(
    'No browser can be started in container half: the package playwright is not installed in the container',
  );
  expect(half.measured.error?.advice).toContain('npm install playwright');
});
