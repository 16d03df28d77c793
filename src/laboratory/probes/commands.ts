import { errorLine, execute, runToEnd, start, startSleeper } from './containers.ts';
import { failed, type Probe, passed } from './probe.ts';

const LIMIT_MS = 30_000;

/** The first question: without it no other can be asked. */
export const run: Probe = {
  capability: 'run',
  limitMs: LIMIT_MS,
  async examine(bench) {
    const answer = await runToEnd(bench, { command: ['sh', '-c', 'echo joulelab; exit 7'] });
    if (answer.stdout.trim() !== 'joulelab')
      return failed(`nothing of its output came back: ${errorLine(answer)}`);
    if (answer.exitCode !== 7) return failed(`exit code ${answer.exitCode} came back instead of 7`);
    return passed(`output and exit code 7 came back`);
  },
};

export const exec: Probe = {
  capability: 'exec',
  limitMs: LIMIT_MS,
  async examine(bench) {
    const box = await startSleeper(bench);
    const good = await execute(bench, box, ['echo', 'joulelab']);
    if (good.exitCode !== 0 || good.stdout.trim() !== 'joulelab') return failed(errorLine(good));
    const bad = await execute(bench, box, ['sh', '-c', 'exit 9']);
    if (bad.exitCode !== 9) return failed(`exit code ${bad.exitCode} came back instead of 9`);
    return passed('output, exit code 0 and exit code 9 came back');
  },
};

export const execStdin: Probe = {
  capability: 'exec-stdin',
  limitMs: LIMIT_MS,
  async examine(bench) {
    const box = await startSleeper(bench);
    const input = 'a line\nand another\n';
    const answer = await execute(bench, box, ['cat'], { flags: ['--interactive'], input });
    if (answer.exitCode !== 0) return failed(errorLine(answer));
    return answer.stdout === input
      ? passed('two lines went in and came back')
      : failed(`${answer.stdout.length} of ${input.length} bytes came back`);
  },
};

export const execTty: Probe = {
  capability: 'exec-tty',
  limitMs: LIMIT_MS,
  async examine(bench) {
    const box = await startSleeper(bench);
    const script = 'test -t 0 && test -t 1 && echo terminal';
    const answer = await execute(bench, box, ['sh', '-c', script], { flags: ['--tty'] });
    return answer.exitCode === 0 && answer.stdout.trim() === 'terminal'
      ? passed('input and output are a terminal')
      : failed(`no terminal: ${errorLine(answer)}`);
  },
};

export const logs: Probe = {
  capability: 'logs',
  limitMs: LIMIT_MS,
  async examine(bench) {
    const box = await start(bench, 'talker', { command: ['sh', '-c', 'echo one; echo two >&2'] });
    await bench.docker(['wait', box]);
    const answer = await bench.docker(['logs', box]);
    if (answer.exitCode !== 0) return failed(errorLine(answer));
    if (answer.stdout.trim() === 'one' && answer.stderr.trim() === 'two')
      return passed('both streams came back, each by itself');
    return failed(`stdout has ${JSON.stringify(answer.stdout)}, stderr ${JSON.stringify(answer.stderr)}`);
  },
};
