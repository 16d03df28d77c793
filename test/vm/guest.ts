/**
 * Runs inside the emulated machine (scripts/make-test-vm), as root, once: measures real containers on cgroup v2 and says
 * for each check, as a line of JSON on the console, whether it held. The machine is 10 to 20 times slower than real ones:
 * what is checked are counters, never durations.
 */
import { readFileSync } from 'node:fs';
import { containerChecks, leftovers } from './checks/containers.ts';
import { droppedChecks } from './checks/dropped-runtimes.ts';
import { sh } from './checks/harness.ts';
import { beginRootless, rootlessChecks } from './checks/rootless.ts';
import { runtimeChecks } from './checks/runtimes.ts';

function say(line: object): void {
  process.stdout.write(`\njoulelab-guest ${JSON.stringify(line)}\n`);
}

sh('docker import - busybox:1.35 < /opt/busybox.tar');
say({ kernel: readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim() });
beginRootless();
for (const { name, run } of [
  ...containerChecks,
  ...runtimeChecks,
  ...rootlessChecks,
  ...(await droppedChecks()),
  leftovers,
]) {
  const beganMs = performance.now();
  const took = () => ({ seconds: Math.round((performance.now() - beganMs) / 1000) });
  try {
    await run();
    say({ name, passed: true, ...took() });
  } catch (thrown) {
    const detail = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    say({ name, passed: false, detail, ...took() });
  }
}
say({ done: true });
