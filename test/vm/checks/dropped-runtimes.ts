import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { ProbeReport } from '../../../src/domain/runtimes.ts';
import {
  BURN_COMMAND,
  type Check,
  expect,
  flow,
  HOME,
  IGNORE,
  joulelab,
  measure,
  service,
  sh,
  total,
} from './harness.ts';

const DROPPED = `${HOME}/dropped`;
const DAEMON_JSON = '/etc/docker/daemon.json';
/** What every runtime has to do that is to be measured. */
const BASICS = 'run,exec,logs,stop';

/**
 * A check for each runtime that someone put into the folder that JOULELAB_DROPPED_RUNTIMES names on the host: it is installed, registered,
 * probed and measured. A subfolder is a runtime, with its name; in it are `install.sh`, run as root in that folder, and
 * `runtime.json`, the runtime's entry for daemon.json.
 */
export async function droppedChecks(): Promise<Check[]> {
  const names = existsSync(DROPPED) ? readdirSync(DROPPED) : [];
  for (const name of names) register(name);
  if (names.length > 0) sh('systemctl restart docker');
  return names.map((name) => ({
    name: `dropped runtime ${name}: probed and measured`,
    run: async () => {
      const probed = await joulelab(
        'runtimes',
        'probe',
        name,
        '--only',
        BASICS,
        '--image',
        'busybox:1.35',
        '--timeout',
        '3m',
        '--json',
      );
      expect(probed.status === 0, probed.stderr.slice(-1500));
      const results = (JSON.parse(probed.stdout) as ProbeReport).runtimes[0]?.results ?? [];
      expect(
        results.length > 0 && results.every(({ outcome }) => outcome === 'passed'),
        JSON.stringify(results),
      );
      const scenario = `name: Dropped\nservices:\n${service('burner')}flow:\n${flow('Two seconds', 'burner', BURN_COMMAND, IGNORE)}`;
      const report = await measure(scenario, '--runtime', name);
      const cpuUs = total(report, 'Two seconds', 'cpu_time_container', 'burner');
      expect(cpuUs > 500_000, `${cpuUs} µs of CPU time`);
      process.stdout.write(`\n${name}: ${JSON.stringify(report.run.containers)}\n`);
    },
  }));
}

function register(name: string): void {
  sh(`cd '${DROPPED}/${name}' && sh ./install.sh`);
  const entry: unknown = JSON.parse(readFileSync(`${DROPPED}/${name}/runtime.json`, 'utf8'));
  const daemon = JSON.parse(readFileSync(DAEMON_JSON, 'utf8')) as { runtimes?: Record<string, unknown> };
  writeFileSync(DAEMON_JSON, JSON.stringify({ ...daemon, runtimes: { ...daemon.runtimes, [name]: entry } }));
}
