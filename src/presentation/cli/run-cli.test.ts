import { describe, expect, it } from 'vitest';
import { ERRORS, type ErrorCode, JoulelabError } from '../../domain/errors.ts';
import { FULL_SETTINGS, QUICK_SETTINGS } from '../../domain/settings.ts';
import type { Actions, OutputOptions } from './actions.ts';
import { buildProgram } from './program.ts';
import { runCli } from './run-cli.ts';
import type { Terminal } from './terminal.ts';
import { textTerminal } from './testdata/text-output.ts';

/** An action for each command. */
type AnyAction = (options: OutputOptions, terminal: Terminal) => Promise<number>;

function everyAction(action: (command: string) => AnyAction): Actions {
  return {
    run: action('run'),
    exec: action('exec'),
    list: action('list'),
    show: action('show'),
    validate: action('validate'),
    init: action('init'),
    cleanup: action('cleanup'),
    doctor: action('doctor'),
    providers: action('providers'),
    predict: action('predict'),
    calibrate: action('calibrate'),
    compare: action('compare'),
    bench: action('bench'),
    probe: action('probe'),
    runtimes: action('runtimes'),
    setupRuntime: action('setupRuntime'),
  };
}

type Call = { readonly command: string; readonly options: unknown; readonly color: boolean };

/** Runs a command line with actions that only note what they were asked to do. */
async function cli(...words: string[]) {
  const calls: Call[] = [];
  const note =
    (command: string): AnyAction =>
    async (options, terminal) => {
      calls.push({ command, options, color: terminal.stdout.color });
      return 0;
    };
  const actions = everyAction(note);
  const terminal = textTerminal();
  const status = await runCli(words, actions, { version: '1.2.3', terminal });
  return {
    status,
    calls,
    options: calls[0]?.options,
    stdout: terminal.stdout.text(),
    stderr: terminal.stderr.text(),
  };
}

describe('run', () => {
  it('measures ./usage_scenario.yml with full settings by default', async () => {
    const { status, options } = await cli('run');
    expect(status).toBe(0);
    expect(options).toEqual({
      sources: ['.'],
      filenames: [],
      variables: {},
      iterations: 1,
      runtimes: [],
      settings: FULL_SETTINGS,
      wait: false,
      json: false,
    });
  });

  it('takes all its options', async () => {
    const line =
      'run shop.yml https://example.org/a.git --filename a.yml --filename b/*.yml --branch main --commit 1a2b3c --quick --interval 50ms --baseline 0 --idle 1.5m --pause 1s --variable A=1 --variable B=x=y --name n ' +
      '--iterations 3 --runtime runc,runsc --allow-unsafe --pull never --no-cache --boot-timeout 5s --flow-timeout 6s ' +
      '--timeout 2h --grid DEU --json --wait';
    expect((await cli(...line.split(' '))).options).toEqual({
      sources: ['shop.yml', 'https://example.org/a.git'],
      filenames: ['a.yml', 'b/*.yml'],
      branch: 'main',
      commit: '1a2b3c',
      variables: { A: '1', B: 'x=y' },
      name: 'n',
      iterations: 3,
      runtimes: ['runc', 'runsc'],
      grid: 'DEU',
      wait: true,
      json: true,
      settings: {
        ...QUICK_SETTINGS,
        intervalMs: 50,
        baselineMs: 0,
        idleMs: 90_000,
        pauseMs: 1000,
        pull: 'never',
        noCache: true,
        allowUnsafe: true,
        bootTimeoutMs: 5000,
        flowTimeoutMs: 6000,
        totalTimeoutMs: 7_200_000,
      },
    });
  });

  it("takes the Green Metrics Tool's --uri, --filename, --branch and --commit-hash", async () => {
    const words = ['--uri', '/repo', '--filename', 'a/b.yml', '--branch', 'main', '--commit-hash', '1a2b'];
    expect((await cli('run', ...words)).options).toMatchObject({
      sources: ['/repo'],
      filenames: ['a/b.yml'],
      branch: 'main',
      commit: '1a2b',
    });
  });
});

describe("switches of the Green Metrics Tool's runner without a counterpart", () => {
  const hidden = buildProgram(everyAction(() => async () => 0))
    .commands.find((command) => command.name() === 'run')
    ?.options.filter((option) => option.hidden && !['--uri', '--commit-hash'].includes(option.long ?? ''));

  it('are known', () => expect(hidden?.length).toBeGreaterThan(15));

  it.each((hidden ?? []).map((option) => option.flags))('%s is refused with advice', async (flags) => {
    const [flag = '', value] = flags.split(' ');
    const { status, calls, stderr } = await cli('run', flag, ...(value === undefined ? [] : ['1']), '--json');
    expect({ status, calls }).toEqual({ status: 2, calls: [] });
    const { error } = JSON.parse(stderr);
    expect(error.code).toBe('not-supported');
    expect(error.message).toContain(flag);
    expect(error.advice).not.toBe('');
  });
});

describe('exec', () => {
  it.each([
    [['exec', '--', 'sh', '-c', 'a -- b', '--', '--help', '--json', '-h']],
    [['exec', 'sh', '-c', 'a -- b', '--', '--help', '--json', '-h']],
  ])('leaves the options of the command alone: %j', async (words) => {
    const { options } = await cli(...words);
    expect(options).toMatchObject({
      argv: ['sh', '-c', 'a -- b', '--', '--help', '--json', '-h'],
      json: false,
    });
  });

  it('collects metric providers; commas part them unless one has a setting', async () => {
    const withSetting = 'program=x:W:gauge=a,b -i 1';
    const { options } = await cli(
      'exec',
      '--provider',
      'psi-system,no-rapl',
      '--provider',
      withSetting,
      '--',
      'ls',
    );
    expect(options).toMatchObject({
      settings: { providers: ['psi-system', 'no-rapl', withSetting] },
    });
    expect((await cli('exec', '--', 'ls')).options).not.toHaveProperty('settings.providers');
  });

  it('has neither baseline nor limit unless asked for', async () => {
    expect((await cli('exec', '--', 'ls')).options).toMatchObject({
      settings: { baselineMs: 0, idleMs: 0, totalTimeoutMs: 0 },
    });
    const { options } = await cli(
      'exec',
      '--baseline',
      '3s',
      '--timeout',
      '9s',
      '--output',
      'f',
      '--json',
      '--',
      'ls',
    );
    expect(options).toMatchObject({
      settings: { baselineMs: 3000, totalTimeoutMs: 9000 },
      output: 'f',
      json: true,
    });
  });
});

describe('the other commands', () => {
  it.each([
    [['list', '--limit', '5'], { limit: 5, json: false }],
    [['list', '--runtime', 'runsc'], { limit: 20, json: false, runtime: 'runsc' }],
    [['show', '3f9', '--logs', '--grid', 'FRA'], { run: '3f9', logs: true, grid: 'FRA', json: false }],
    [
      ['validate', 'a.yml', 'b.yml', '--skip-unsafe', '--json'],
      {
        files: ['a.yml', 'b.yml'],
        variables: {},
        allowUnsafe: false,
        skipUnsafe: true,
        allowedRunArgs: [],
        json: true,
      },
    ],
    [['init'], { path: '.', force: false, json: false }],
    [['init', 'a/compose.yml', '--force', '--json'], { path: 'a/compose.yml', force: true, json: true }],
    [['cleanup', '--json'], { json: true }],
    [['doctor'], { json: false }],
    [['providers'], { json: false }],
  ])('%j', async (words, options) => {
    const { status, calls } = await cli(...words);
    expect(status).toBe(0);
    expect(calls).toEqual([{ command: words[0], options, color: false }]);
  });
});

describe('wrong command lines', () => {
  it.each([
    [['ruun'], "Unknown command 'ruun'"],
    [['run', '--quik'], "Unknown option '--quik'"],
    [['run', '--idle', '30'], 'no unit'],
    [['run', '--interval', '0'], 'longer than 0'],
    [['run', '--idle', '3 weeks'], 'Unknown unit'],
    [['run', '--variable', 'A'], 'NAME=VALUE'],
    [['run', '--variable', 'A=1', '--variable', 'A=2'], 'twice'],
    [['run', '--iterations', '0'], 'from 1 on'],
    [['run', '--pull', 'often'], 'always, missing, never'],
    [['run', '--allow-unsafe', '--skip-unsafe'], 'cannot be used with'],
    [['run', 'a.yml', '--uri', 'b'], 'given twice'],
    [['run', '--runtime', 'runc,'], 'commas'],
    [['run', '--runtime', 'runc,runsc,runc'], 'runc is given twice'],
    [['run', '--filename', ''], 'It is empty'],
    [['run', '--commit', '1a2b', '--commit-hash', '1a2b'], 'given twice'],
    [['show'], 'Missing required argument'],
    [['exec'], 'Missing required argument'],
    [['runtimes', 'probs'], 'no such command: it has setup, probe, bench. See `joulelab runtimes --help`'],
    [['runtimes', 'probe', '--only', 'fly'], 'See `joulelab runtimes probe --help`'],
  ])('%j is a usage error on stderr with exit status 2', async (words, message) => {
    const { status, calls, stdout, stderr } = await cli(...words);
    expect({ status, calls, stdout }).toEqual({ status: 2, calls: [], stdout: '' });
    expect(stderr.replace(/\s+/g, ' ')).toContain(message);
    const json = JSON.parse((await cli(...words, '--json')).stderr);
    expect(json.error).toMatchObject({ code: 'usage', details: {} });
    expect(json.error.advice).not.toBe('');
  });
});

describe('help and version', () => {
  it('prints the version', async () => {
    expect(await cli('--version')).toMatchObject({ status: 0, stdout: '1.2.3\n', stderr: '' });
  });

  it('prints the help without a command', async () => {
    const { status, stdout } = await cli();
    expect(status).toBe(0);
    await expect(stdout).toMatchFileSnapshot('testdata/golden/help.txt');
  });

  it.each(['run', 'exec', 'list', 'show', 'validate', 'init', 'cleanup', 'doctor', 'providers'])(
    '%s --help',
    async (name) => {
      const { status, stdout, calls } = await cli(name, '--help');
      expect({ status, calls }).toEqual({ status: 0, calls: [] });
      expect(stdout).toContain('Examples:');
      expect(stdout).toContain('--json');
      await expect(stdout).toMatchFileSnapshot(`testdata/golden/help-${name}.txt`);
    },
  );
});

describe('errors of actions', () => {
  it.each(Object.keys(ERRORS).filter(isErrorCode))('%s ends with its exit status', async (code) => {
    const { exitStatus } = ERRORS[code];
    const error = new JoulelabError(code, 'It failed.', { advice: 'Do this.' });
    const terminal = textTerminal();
    const actions = everyAction(() => () => Promise.reject(error));
    expect(await runCli(['list'], actions, { version: '1', terminal })).toBe(exitStatus);
    expect(terminal.stderr.text()).toBe('error: It failed.\nDo this.\n');
    expect(terminal.stdout.text()).toBe('');
  });
});

function isErrorCode(text: string): text is ErrorCode {
  return text in ERRORS;
}
