import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Environment } from '../domain/environment.ts';
import { toJoulelabError } from '../domain/errors.ts';
import type { MachineFacts } from '../domain/run.ts';
import type { RuntimeState } from '../domain/runtimes.ts';
import { adviceFor } from '../domain/warnings.ts';
import { connectEngine, listRuntimes, machineLockHolder } from '../orchestration/index.ts';
import {
  type DoctorFinding,
  type ExitStatus,
  type OutputOptions,
  renderDoctor,
  type Terminal,
} from '../presentation/index.ts';
import { probeProviders, readMachineFacts } from '../sampling/index.ts';
import { environment, stateFolder } from './places.ts';

/** `joulelab doctor`: is this machine fit to measure on. Exit status 3 when something that is needed is missing. */
export async function examineMachine(options: OutputOptions, { stdout }: Terminal): Promise<ExitStatus> {
  const env = environment();
  const machine = await readMachineFacts(env);
  const findings = [
    cores(machine),
    energy(env),
    cgroups(machine),
    ...(await engine(env)),
    frames(),
    state(),
    await lock(),
  ];
  const report = { machine, findings };
  stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : renderDoctor(report, stdout));
  return findings.some(({ verdict }) => verdict === 'missing') ? 3 : 0;
}

function cores({ threads }: MachineFacts): DoctorFinding {
  const topic = 'CPU';
  if (threads > 1)
    return { topic, verdict: 'good', message: `${threads} threads: one can be kept free for measuring.` };
  const advice = 'Use a machine with two or more: the tool and what it measures share this one.';
  return { topic, verdict: 'poor', message: 'There is one thread only.', advice };
}

function energy(env: Environment): DoctorFinding {
  const topic = 'Energy';
  const rapl = probeProviders(env).find(({ id }) => id === 'rapl');
  if (rapl === undefined || rapl.available) {
    const message = 'RAPL counters can be read.';
    if (rapl?.caveat === undefined) return { topic, verdict: 'good', message };
    const { code, message: caveat } = rapl.caveat;
    return { topic, verdict: 'poor', message: `${message} ${caveat}`, advice: adviceFor(code) };
  }
  return { topic, verdict: 'poor', message: `Will be estimated: ${rapl.reason}.`, advice: rapl.advice };
}

function cgroups({ cgroup }: MachineFacts): DoctorFinding {
  return {
    topic: 'cgroups',
    verdict: 'good',
    message: `Resources of containers are read from cgroup ${cgroup}.`,
  };
}

async function engine(env: Environment): Promise<DoctorFinding[]> {
  const topic = 'Container engine';
  try {
    await using found = await connectEngine();
    const { name, version, socket, cgroupDriver, rootless } = found.facts;
    const mode = rootless ? ' (rootless)' : '';
    const answers: DoctorFinding = {
      topic,
      verdict: 'good',
      message: `${name} ${version}${mode} answers on ${socket}.`,
    };
    const offered = runtimes(await listRuntimes(found, env));
    if (cgroupDriver !== 'none') return [answers, offered];
    const message =
      'The engine gives containers no cgroup: their use cannot be told apart and limits have no effect.';
    return [
      answers,
      { topic, verdict: 'poor', message, advice: 'Use cgroup v2 with delegation, or a rootful engine.' },
      offered,
    ];
  } catch (thrown) {
    const { message, advice, details } = toJoulelabError(thrown);
    const tried = (details.attempts ?? []).map(({ what, why }) => `${what}: ${why}`).join('; ');
    return [{ topic, verdict: 'missing', message: tried === '' ? message : `${message} ${tried}.`, advice }];
  }
}

/** The engine's mode, rootless, is in its row and no runtime. */
function runtimes(states: readonly RuntimeState[]): DoctorFinding {
  const topic = 'OCI runtimes';
  const offered = states.filter(({ id, registered }) => id !== 'rootless' && registered !== 'no');
  const standard = offered.find(({ registered }) => registered === 'default');
  const others = offered.filter((one) => one.usable && one !== standard).map(({ name }) => name);
  const besides = others.length === 0 ? 'no other is usable' : `usable too: ${others.join(', ')}`;
  if (standard?.usable !== false)
    return { topic, verdict: 'good', message: `${standard?.name ?? 'runc'} is the default; ${besides}.` };
  return {
    topic,
    verdict: 'poor',
    message: `The default, ${standard.name}, ${standard.reason}; ${besides}.`,
    advice: standard.advice ?? 'Choose another with --runtime; joulelab runtimes says more.',
  };
}

function frames(): DoctorFinding {
  const topic = 'Recording';
  if (existsSync('/dev/shm') && writable('/dev/shm')) {
    return { topic, verdict: 'good', message: 'Samples are kept in memory (/dev/shm) while a phase runs.' };
  }
  const advice = 'Mount a tmpfs on /dev/shm.';
  return { topic, verdict: 'poor', message: 'Samples go to disk while a phase runs.', advice };
}

function state(): DoctorFinding {
  const topic = 'Stored runs';
  const folder = stateFolder();
  if (writable(nearestExisting(folder))) return { topic, verdict: 'good', message: `Kept in ${folder}.` };
  const advice = 'Set JOULELAB_STATE_DIR to a folder that this user may write to.';
  return { topic, verdict: 'missing', message: `${folder} cannot be written.`, advice };
}

async function lock(): Promise<DoctorFinding> {
  const topic = 'Machine lock';
  const holder = await machineLockHolder();
  if (holder === undefined) return { topic, verdict: 'good', message: 'No other measurement is running.' };
  return {
    topic,
    verdict: 'poor',
    message: `A measurement is running: ${holder}.`,
    advice: 'Wait until it ends.',
  };
}

function nearestExisting(folder: string): string {
  return existsSync(folder) || folder === dirname(folder) ? folder : nearestExisting(dirname(folder));
}

function writable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
