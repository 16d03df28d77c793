import { release } from 'node:os';
import { errorLine, runToEnd } from './containers.ts';
import { type Bench, broken, failed, type Probe, passed } from './probe.ts';

const LIMIT_MS = 30_000;

export const ownKernel: Probe = {
  capability: 'own-kernel',
  limitMs: LIMIT_MS,
  async examine(bench) {
    const inside = await kernelInside(bench);
    return inside === release()
      ? failed(`${inside} inside, which is the host's`)
      : passed(`${inside} inside, ${release()} on the host`);
  },
};

async function kernelInside(bench: Bench): Promise<string> {
  return (await runToEnd(bench, { command: ['uname', '-r'] })).stdout.trim();
}

/**
 * Offers the kernel a module that is none. It is refused in any case, and by how one can tell whether a real one would be taken:
 * ENOEXEC (8) means that it was looked at. Numbers of the system call init_module: 175 on x86-64, 105 elsewhere.
 */
const OFFER_MODULE =
  'my $call = `uname -m` =~ /x86_64/ ? 175 : 105; my ($image, $options) = ("no module\\0", ""); ' +
  'syscall($call, $image, length $image, $options); print $! + 0, " $!";';
const ENOEXEC = '8';

export const kernelModules: Probe = {
  capability: 'kernel-modules',
  limitMs: LIMIT_MS,
  async examine(bench) {
    const own = (await kernelInside(bench)) !== release();
    // The host's kernel is never asked with the right to load one.
    const options = own ? ['--cap-add', 'SYS_MODULE'] : [];
    const answer = await runToEnd(bench, { options, command: ['perl', '-e', OFFER_MODULE] });
    const [code = '', ...words] = answer.stdout.trim().split(' ');
    if (!/^\d+$/.test(code)) return broken(`the kernel was not asked: ${errorLine(answer)}`);
    const said = words.join(' ');
    if (!own) return failed(`the host's kernel is used, which refuses modules: ${said}`);
    return code === ENOEXEC
      ? passed('its own kernel takes modules: an invalid one was looked at')
      : failed(`its own kernel takes no modules: ${said}`);
  },
};
