import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RunReport } from '../../../src/domain/report.ts';
import {
  BURN_COMMAND,
  type Check,
  expect,
  flow,
  HOME,
  IGNORE,
  rowsAddUp,
  SHORT,
  scenarioFile,
  service,
  sh,
  total,
  until,
} from './harness.ts';

const run = promisify(execFile);
const UID = sh('id -u tester');
const RUNTIME = `/run/user/${UID}`;
const SOCKET = `unix://${RUNTIME}/docker.sock`;

/** Starts the user's session and in it the engine; it goes on beside what comes next. */
export function beginRootless(): void {
  sh(`modprobe tun; loginctl enable-linger tester`);
}

const LIMITED = `name: Rootless\nservices:\n${service('burner', '    mem_limit: 64m\n    cpus: 0.5\n')}flow:\n${flow('Two seconds', 'burner', BURN_COMMAND, IGNORE)}${flow('Limits', 'burner', '[ "$(cat /sys/fs/cgroup/memory.max)" = 67108864 ] && [ "$(cat /sys/fs/cgroup/cpu.max)" = "50000 100000" ]')}`;

export const rootlessChecks: readonly Check[] = [
  {
    name: 'a rootless engine with delegation: a user measures limits, CPU time and memory in cgroups of the containers',
    run: async () => {
      const answers = await until(() => {
        try {
          return (
            sh(`docker --host ${SOCKET} info --format '{{.CgroupVersion}} {{.CgroupDriver}}' 2>/dev/null`) !==
            ''
          );
        } catch {
          return false;
        }
      }, 180_000);
      const journal = () => sh(`journalctl --no-pager --lines 30 _UID=${UID} | tail -c 1500`);
      expect(answers, answers ? '' : `the engine does not answer: ${journal()}`);
      const info = sh(`docker --host ${SOCKET} info --format '{{.CgroupVersion}} {{.CgroupDriver}}'`);
      expect(info === '2 systemd', info);
      sh(`docker --host ${SOCKET} import - busybox:1.35 < /opt/busybox.tar`);
      const file = scenarioFile(LIMITED);
      const env = [
        `XDG_RUNTIME_DIR=${RUNTIME}`,
        `DBUS_SESSION_BUS_ADDRESS=unix:path=${RUNTIME}/bus`,
        `DOCKER_HOST=${SOCKET}`,
        `JOULELAB_NODE=${HOME}/node`,
        'HOME=/home/tester',
      ];
      const program = [`${HOME}/bin/joulelab`, 'run', file, ...SHORT, '--json'];
      const { stdout } = await run(
        'runuser',
        ['-u', 'tester', '--', 'env', '-u', 'JOULELAB_STATE_DIR', ...env, ...program],
        {
          maxBuffer: 1e9,
          cwd: '/',
        },
      );
      const report = JSON.parse(stdout) as RunReport;
      expect(report.run.engine?.rootless === true, JSON.stringify(report.run.engine));
      const codes = report.run.warnings.map(({ code }) => code);
      for (const code of [
        'no-container-cgroup',
        'container-process-tree',
        'limits-ignored',
        'controllers-missing',
      ])
        expect(!codes.some((one) => one === code), `warning ${code}`);
      const cpuUs = total(report, 'Two seconds', 'cpu_time_container', 'burner');
      expect(cpuUs > 500_000, `${cpuUs} µs of CPU time at half a CPU for two seconds`);
      expect(total(report, 'Two seconds', 'memory_used_container', 'burner') > 0, 'no memory');
      expect(
        report.run.containers[0]?.accounting?.check === 'verified',
        JSON.stringify(report.run.containers),
      );
      rowsAddUp(report);
    },
  },
];
