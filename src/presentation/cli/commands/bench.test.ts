import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import type { Actions, BenchOptions } from '../actions.ts';
import type { CommandParts } from '../program.ts';
import type { Terminal } from '../terminal.ts';
import { addBenchCommand } from './bench.ts';

/** What the command line asks the action for. */
async function asked(...words: string[]): Promise<BenchOptions | undefined> {
  let options: BenchOptions | undefined;
  const bench: Actions['bench'] = async (given) => {
    options = given;
    return 0;
  };
  const parts = {
    actions: { bench },
    perform: async (_flags: unknown, action: (terminal: Terminal) => Promise<number>) =>
      void (await action({} as Terminal)),
  } as unknown as CommandParts;
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addBenchCommand(program, parts);
  for (const command of program.commands) command.exitOverride();
  await program.parseAsync(['bench', ...words], { from: 'user' });
  return options;
}

describe('joulelab runtimes bench', () => {
  it('measures all tasks in ten blocks unless told otherwise', async () => {
    expect(await asked()).toEqual({
      names: [],
      blocks: 10,
      quick: false,
      only: [],
      memoryBytes: 1024 ** 3,
      timeoutMs: 120_000,
      readings: {},
      wait: false,
      json: false,
    });
  });

  it('takes what it is told', async () => {
    const words =
      'runc rootless=unix:///run/docker.sock --quick --only cpu,exec --cpus 1.5 --memory 512m --seed 0';
    expect(await asked(...words.split(' '), '--idle-watts', '5W', '--timeout', '30s')).toMatchObject({
      names: ['runc', 'rootless=unix:///run/docker.sock'],
      blocks: 3,
      only: ['cpu', 'exec'],
      cpus: 1.5,
      memoryBytes: 512 * 1024 ** 2,
      seed: 0,
      timeoutMs: 30_000,
      readings: { idleWatts: 5 },
    });
  });

  it('shows the newest bench where no id is given', async () => {
    expect(await asked('--show')).toMatchObject({ show: 'last' });
    expect(await asked('--show', '3f9c')).toMatchObject({ show: '3f9c' });
  });

  it.each([
    ['--cpus', '0'],
    ['--memory', 'much'],
    ['--memory', '0'],
    ['--seed', '-1'],
    ['--seed', '4294967296'],
    ['--blocks', '0'],
  ])('refuses %s %s', async (...words) => {
    await expect(asked(...words)).rejects.toThrow(/invalid/);
  });
});
