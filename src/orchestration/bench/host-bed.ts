import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import type { Bed, Box, BoxExit } from '../../domain/bed.ts';
import type { Environment } from '../../domain/environment.ts';
import type { RecordingControl } from '../../domain/recording.ts';
import { type CommandCgroup, createCommandCgroup } from '../command/command-cgroup.ts';
import { reasonOf } from '../deadline.ts';
import { startCapture } from '../engine/capture.ts';
import { notReady } from './ready-exec.ts';
import { READY_WORD, readyScript } from './ready-script.ts';

/** Work on the host with the programs of an unpacked image; without limits. */
export type HostBedPlan = {
  readonly root: string;
  readonly env: Environment;
  readonly runId: string;
  readonly recording: RecordingControl;
  readonly signal: AbortSignal;
};

/** Joins the cgroups named by $CGROUPS, so that what is started is accounted, and becomes the command. */
const JOIN = 'for file in $CGROUPS; do echo $$ >"$file"; done; exec "$@"';

/**
 * A place for programs that expect /proc and /dev, with ports of its own so that no server of the user is in the way.
 * It goes with its last process: a daemon that the work left ends with it.
 */
const OWN_PLACE =
  'mount -t proc proc "$1/proc"; mount --rbind /dev "$1/dev"; ip link set lo up; exec chroot "$@"';
const UNSHARE = [
  'unshare',
  '--mount',
  '--net',
  '--pid',
  '--fork',
  '--kill-child',
  'sh',
  '-c',
  OWN_PLACE,
  'sh',
];

type Child = { readonly process: ChildProcessWithoutNullStreams; readonly ended: Promise<BoxExit> };

/** Boxes that are no containers: what `no container at all` costs. */
export function hostBed(plan: HostBedPlan): Bed {
  const { root, env, runId, recording } = plan;
  const children: Child[] = [];
  const boxes = new Map<string, { readonly cgroup: CommandCgroup | undefined; pid: number }>();
  const recorded: string[] = [];
  const start = (name: string, argv: readonly string[]): Child => {
    if (plan.signal.aborted) throw reasonOf(plan.signal);
    const child = startChild(argv, boxes.get(name)?.cgroup?.procsFiles ?? []);
    children.push(child);
    return child;
  };
  const finished = async (child: Child): Promise<BoxExit> => {
    const exit = await Promise.race([child.ended, aborted(plan.signal)]);
    if (exit === undefined) throw reasonOf(plan.signal);
    return exit;
  };
  return {
    async create({ name, argv }): Promise<Box> {
      boxes.set(name, { cgroup: createCommandCgroup(env, `${runId}-${name}`), pid: 0 });
      let first: Child | undefined;
      return {
        name,
        async start() {
          first = start(name, ['chroot', root, ...argv]);
          const box = boxes.get(name);
          if (box !== undefined) box.pid = first.process.pid ?? 0;
        },
        ended: async () => (first === undefined ? { exitCode: 0, tail: '' } : await finished(first)),
        address: async () => '127.0.0.1',
        run: async (words) => await finished(start(name, ['chroot', root, ...words])),
        async ready(script) {
          const child = start(name, [...UNSHARE, root, 'sh', '-c', readyScript(script)]);
          const isReady = await Promise.race([readyWord(child), finished(child)]);
          if (isReady !== true) throw notReady(isReady);
          return {
            async go() {
              child.process.stdin.write('go\n');
              return await finished(child);
            },
          };
        },
      };
    },
    async record({ name }) {
      const box = boxes.get(name);
      if (box?.cgroup === undefined) return;
      recorded.push(name);
      const { paths } = box.cgroup;
      await recording.addTarget({
        kind: 'command',
        name,
        pid: box.pid,
        cgroup: paths,
        parentPid: process.pid,
      });
    },
    async clear() {
      for (const child of children) child.process.kill('SIGKILL');
      await Promise.all(children.splice(0).map(({ ended }) => ended));
      for (const name of recorded.splice(0)) await recording.removeTarget(name);
      for (const { cgroup } of boxes.values()) cgroup?.remove();
      boxes.clear();
      for (const name of readdirSync(`${root}/tmp`))
        rmSync(`${root}/tmp/${name}`, { recursive: true, force: true });
    },
  };
}

function startChild(argv: readonly string[], cgroups: readonly string[]): Child {
  const child = spawn('sh', ['-c', JOIN, 'sh', ...argv], {
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', CGROUPS: cgroups.join(' ') },
    stdio: 'pipe',
  });
  const output = startCapture(0);
  child.stdout.on('data', output.write);
  child.stderr.on('data', output.write);
  child.stdin.on('error', () => undefined);
  const ended = new Promise<BoxExit>((resolve) => {
    child.once('error', ({ message }) => resolve({ exitCode: 127, tail: message }));
    child.once('exit', (code) => resolve({ exitCode: code ?? 128, tail: output.tail() }));
  });
  return { process: child, ended };
}

async function readyWord({ process: child }: Child): Promise<true> {
  let said = '';
  return await new Promise((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('latin1')).slice(-200);
      if (said.includes(READY_WORD)) resolve(true);
    });
  });
}

async function aborted(signal: AbortSignal): Promise<undefined> {
  if (!signal.aborted) await once(signal, 'abort');
}
