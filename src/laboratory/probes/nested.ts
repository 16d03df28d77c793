import { errorLine, start } from './containers.ts';
import { type Bench, type Finding, failed, ProbeEnd, type ProbeImage, passed, skipped } from './probe.ts';
import { type Rights, rightsToTry } from './rights.ts';

/** What is put into a container that is to be a machine of its own, and how one tells that it has come up. */
export type Nested = {
  readonly image: ProbeImage;
  readonly options: readonly string[];
  readonly command: readonly string[];
  /** Asked again and again; the words for what is not there yet, or undefined once it has come up. */
  readonly lacks: (container: string) => Promise<string | undefined>;
  /** What is looked at once it has come up; default: nothing, it passed. */
  readonly judge?: (container: string, rights: Rights) => Promise<Finding>;
};

/** Starts it with the rights that are worth a try, one after the other, until it comes up with some. */
export async function tryNested(bench: Bench, nested: Nested): Promise<Finding> {
  const { image } = nested;
  if ('missing' in image) return skipped(image.missing);
  const attempts = rightsToTry(bench);
  const faults = new Map<string, string[]>();
  for (const [index, rights] of attempts.entries()) {
    const limitMs = (bench.leftMs() - RESERVE_MS) / (attempts.length - index);
    const name = `machine-${index}`;
    const fault = await comesUp(bench, { ...nested, image: image.name, rights, name, limitMs });
    if (fault === undefined) return (await nested.judge?.(bench.name(name), rights)) ?? passed(rights.words);
    faults.set(fault, [...(faults.get(fault) ?? []), rights.words]);
    await bench.docker(['rm', '--force', '--volumes', bench.name(name)]);
  }
  return failed([...faults].map(([fault, words]) => `${words.join(', ')}: ${fault}`).join('; '));
}

/** Kept back from waiting, for what follows it. */
const RESERVE_MS = 15_000;
const BETWEEN_LOOKS_MS = 500;

type Attempt = Omit<Nested, 'image'> & {
  readonly image: string;
  readonly rights: Rights;
  readonly name: string;
  readonly limitMs: number;
};

/** Gives why it did not come up; undefined where it did. */
async function comesUp(bench: Bench, attempt: Attempt): Promise<string | undefined> {
  const { image, options, command, rights, name, limitMs, lacks } = attempt;
  const latest = performance.now() + limitMs;
  try {
    await start(bench, name, { options: [...rights.options, ...options], image, command });
  } catch (thrown) {
    if (thrown instanceof ProbeEnd) return thrown.finding.evidence;
    throw thrown;
  }
  const container = bench.name(name);
  for (;;) {
    const state = await bench.docker([
      'inspect',
      '--format',
      '{{.State.Running}} {{.State.ExitCode}}',
      container,
    ]);
    const [running, code] = state.stdout.trim().split(' ');
    if (running !== 'true') return `it ended with exit code ${code}${await lastWords(bench, container)}`;
    const lack = await lacks(container);
    if (lack === undefined) return undefined;
    if (performance.now() > latest) return `${lack} after ${Math.round(limitMs / 1000)} s`;
    await bench.pause(BETWEEN_LOOKS_MS);
  }
}

async function lastWords(bench: Bench, container: string): Promise<string> {
  const answer = await bench.docker(['logs', '--tail', '20', container]);
  return answer.stdout === '' && answer.stderr === ''
    ? ''
    : `: ${errorLine({ ...answer, stdout: '', stderr: lastFirst(answer) })}`;
}

/** The latest line is the likeliest to say what was the end. */
function lastFirst({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string {
  return `${stdout}\n${stderr}`.trim().split('\n').toReversed().join('\n');
}
