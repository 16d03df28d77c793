import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorLine, execute, startSleeper } from './containers.ts';
import { failed, type Probe, passed } from './probe.ts';

export const bindMount: Probe = {
  capability: 'bind-mount',
  limitMs: 30_000,
  async examine(bench) {
    const folder = await mkdtemp(join(tmpdir(), 'joulelab-probe-'));
    try {
      // A runtime may map the container's root to another user of the host.
      await chmod(folder, 0o777);
      await writeFile(join(folder, 'from-host'), 'host', { mode: 0o644 });
      const box = await startSleeper(bench, ['--volume', `${folder}:/shared`]);
      const read = await execute(bench, box, ['cat', '/shared/from-host']);
      if (read.stdout !== 'host') return failed(`the host's file cannot be read: ${errorLine(read)}`);
      const write = await execute(bench, box, ['sh', '-c', 'printf inside > /shared/from-container']);
      if (write.exitCode !== 0) return failed(`no file can be written: ${errorLine(write)}`);
      const written = await readFile(join(folder, 'from-container'), 'utf8').catch(() => undefined);
      if (written !== 'inside') return failed('what the container wrote is not on the host');
      return passed('a file of the host was read, one of the container arrived');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
