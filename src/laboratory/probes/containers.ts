import type { EngineAnswer } from '../../domain/laboratory-engine.ts';
import { type Bench, broken, failed, ProbeEnd } from './probe.ts';

/** Steps that several probes take. Each gives what the engine answered, or ends the probe with a finding. */

type Creation = {
  /** Options of `docker run`. */
  readonly options?: readonly string[];
  /** Absent: the main image. */
  readonly image?: string;
  readonly command: readonly string[];
};

/** Runs a container to its end. Exit codes are left to the caller, but for those of a container that did not start. */
export async function runToEnd(bench: Bench, creation: Creation): Promise<EngineAnswer> {
  const answer = await bench.docker(['run', '--rm', ...creationArguments(bench, creation)]);
  return started(answer);
}

/** A container that goes on. Gives its id. */
export async function start(bench: Bench, name: string, creation: Creation): Promise<string> {
  const options = ['--name', bench.name(name), ...(creation.options ?? [])];
  const answer = await bench.docker([
    'run',
    '--detach',
    ...creationArguments(bench, { ...creation, options }),
  ]);
  return started(answer).stdout.trim();
}

/** A container that waits to be told to stop. */
export async function startSleeper(bench: Bench, options: readonly string[] = []): Promise<string> {
  return await start(bench, 'box', { options, command: ['sleep', 'infinity'] });
}

/** Runs a command in a container that must have the program: one that is missing tells about the image, not the runtime. */
export async function execute(
  bench: Bench,
  container: string,
  command: readonly string[],
  options: { readonly flags?: readonly string[]; readonly input?: string } = {},
): Promise<EngineAnswer> {
  const answer = await bench.docker(
    ['exec', ...(options.flags ?? []), container, ...command],
    options.input === undefined ? undefined : { text: options.input },
  );
  if (answer.exitCode === NOT_FOUND) throw new ProbeEnd(broken(missingProgram(answer)));
  return answer;
}

/** A field of `docker inspect`, by Go template. */
export async function inspect(bench: Bench, container: string, template: string): Promise<string> {
  const answer = await bench.docker(['inspect', '--format', template, container]);
  if (answer.exitCode !== 0)
    throw new ProbeEnd(broken(`the container cannot be inspected: ${errorLine(answer)}`));
  return answer.stdout.trim();
}

/** A network of the probe's own. Gives its name. */
export async function makeNetwork(bench: Bench): Promise<string> {
  const name = bench.name('network');
  const answer = await bench.docker(['network', 'create', ...bench.labels, name]);
  if (answer.exitCode !== 0) throw new ProbeEnd(broken(`no network can be made: ${errorLine(answer)}`));
  return name;
}

/** The line of an answer that says what went wrong, without the engine's preamble. */
export function errorLine({ stdout, stderr, exitCode }: EngineAnswer): string {
  const lines = `${stderr}\n${stdout}`
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith("See 'docker"));
  const line = lines.find((one) => /error|cannot|denied|failed|refused/i.test(one)) ?? lines[0];
  if (line === undefined) return `exit code ${exitCode}`;
  return line
    .replace(/^docker: /, '')
    .replace(/^Error response from daemon: /, '')
    .replace(/\.$/, '');
}

/** What `docker run` says for itself; the container's own codes are others by choice of the probes. Source: docker run reference, "Exit status". */
const ENGINE_FAILED = 125;
const CANNOT_INVOKE = 126;
const NOT_FOUND = 127;

function started(answer: EngineAnswer): EngineAnswer {
  if (answer.exitCode === ENGINE_FAILED || answer.exitCode === CANNOT_INVOKE)
    throw new ProbeEnd(failed(`no container starts: ${errorLine(answer)}`));
  if (answer.exitCode === NOT_FOUND) throw new ProbeEnd(broken(missingProgram(answer)));
  return answer;
}

function missingProgram(answer: EngineAnswer): string {
  return `the image lacks a program: ${errorLine(answer)}`;
}

function creationArguments(bench: Bench, { options = [], image, command }: Creation): string[] {
  const { option } = bench.subject;
  return [
    ...(option === undefined ? [] : ['--runtime', option]),
    // Images have been provided; an answer must not wait for a registry.
    '--pull',
    'never',
    ...bench.labels,
    ...options,
    image ?? bench.images.main,
    ...command,
  ];
}
