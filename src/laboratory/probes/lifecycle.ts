import { errorLine, execute, inspect, start, startSleeper } from './containers.ts';
import { type Bench, type Finding, failed, type Probe, passed } from './probe.ts';

/** 128 + SIGKILL. */
const KILLED = 137;

export const stop: Probe = {
  capability: 'stop',
  limitMs: 40_000,
  async examine(bench) {
    const stopped = await endBy(bench, 'polite', "trap 'exit 3' TERM", ['stop', '--time', '10']);
    if (stopped !== 3)
      return failed(`told to stop by SIGTERM it ended with ${codeWords(stopped)} instead of 3`);
    const killed = await endBy(bench, 'stubborn', "trap '' TERM", ['stop', '--time', '1']);
    if (killed !== KILLED)
      return failed(`ignoring SIGTERM it ended with ${codeWords(killed)} instead of ${KILLED}`);
    return passed(`SIGTERM was heard (exit code 3), and one that ignored it was killed (${KILLED})`);
  },
};

/** Starts a container with a trap, ends it, and gives its exit code; undefined where it goes on. */
async function endBy(
  bench: Bench,
  name: string,
  trap: string,
  command: readonly string[],
): Promise<number | undefined> {
  const script = `${trap}; echo ready; while :; do sleep 0.1; done`;
  const container = await start(bench, name, { command: ['sh', '-c', script] });
  await bench.until(
    async () => (await bench.docker(['logs', container])).stdout.trim() === 'ready' || undefined,
    10_000,
  );
  await bench.docker([...command, container]);
  const [running, code] = (await inspect(bench, container, '{{.State.Running}} {{.State.ExitCode}}')).split(
    ' ',
  );
  return running === 'true' ? undefined : Number(code);
}

function codeWords(code: number | undefined): string {
  return code === undefined ? 'nothing, it runs on,' : `exit code ${code}`;
}

export const healthCheck: Probe = {
  capability: 'health-check',
  limitMs: 40_000,
  async examine(bench) {
    const check = [
      '--health-cmd',
      'test -e /tmp/well',
      '--health-interval',
      '300ms',
      '--health-retries',
      '1',
    ];
    const box = await startSleeper(bench, check);
    const ill = await healthOf(bench, box, 'unhealthy');
    if (ill !== undefined) return ill;
    await execute(bench, box, ['touch', '/tmp/well']);
    return (await healthOf(bench, box, 'healthy')) ?? passed('the container was unhealthy, then healthy');
  },
};

/** Waits for a state of health; a finding where it does not come. */
async function healthOf(bench: Bench, container: string, wanted: string): Promise<Finding | undefined> {
  let last = '';
  const seen = await bench.until(async () => {
    last = await inspect(bench, container, '{{.State.Health.Status}}');
    return last === wanted || undefined;
  }, 15_000);
  return seen ? undefined : failed(`the container is ${last} and does not become ${wanted}`);
}

export const pause: Probe = {
  capability: 'pause',
  limitMs: 30_000,
  async examine(bench) {
    const box = await start(bench, 'ticker', {
      command: ['sh', '-c', 'while :; do echo .; sleep 0.1; done'],
    });
    const ticks = async () => (await bench.docker(['logs', box])).stdout.length;
    if ((await bench.until(async () => (await ticks()) > 0 || undefined, 10_000)) === undefined)
      return failed('the container prints nothing');
    const paused = await bench.docker(['pause', box]);
    if (paused.exitCode !== 0) return failed(errorLine(paused));
    // What it printed before may still be on its way.
    await bench.pause(300);
    const before = await ticks();
    await bench.pause(700);
    if ((await ticks()) !== before) return failed('it counts as paused and goes on printing');
    const resumed = await bench.docker(['unpause', box]);
    if (resumed.exitCode !== 0) return failed(errorLine(resumed));
    const goesOn = await bench.until(async () => (await ticks()) > before || undefined, 10_000);
    return goesOn
      ? passed('it stood still for 0.7 s and went on')
      : failed('it does not go on after unpause');
  },
};
