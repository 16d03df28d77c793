import { JoulelabError } from '../../domain/errors.ts';
import type { Build } from '../../domain/scenario.ts';
import { type CliResult, runDockerCli } from './docker-cli.ts';
import type { Engine } from './engine.ts';
import { engineFailure, httpStatusOf } from './engine-error.ts';

/** The image's content digest, or undefined where the engine does not have it. */
export async function findImage(engine: Engine, image: string): Promise<string | undefined> {
  try {
    return (await engine.api.getImage(image).inspect()).Id;
  } catch (thrown) {
    if (httpStatusOf(thrown) === 404) return undefined;
    throw engineFailure(`Cannot look up image ${image}`, thrown);
  }
}

/**
 * Pulls an image with the CLI, which knows the user's registry log-ins.
 * @throws JoulelabError `image-unavailable`
 */
export async function pullImage(
  engine: Engine,
  image: string,
  platform: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const args = ['pull', '--quiet', ...(platform === undefined ? [] : ['--platform', platform]), image];
  const result = await runDockerCli(engine, args, signal);
  if (result.exitCode === 0) return;
  const why = result.stderrTail.replace(/^Error response from daemon: /m, '').trim();
  throw new JoulelabError('image-unavailable', `Image ${image} is not here and cannot be pulled: ${why}`, {
    advice: adviceOnPull(why),
    details: { failure: failureOf(result) },
  });
}

function adviceOnPull(why: string): string {
  if (/no such host|dial tcp|timeout|TLS handshake|connection refused/i.test(why)) {
    return 'The registry does not answer: check the network, or load the image first (docker load, docker build).';
  }
  return 'Check the spelling of the image and its tag, and log in where it is private (docker login).';
}

/**
 * Builds an image with the engine's own builder and its cache; the image stays, so that the next run is quick.
 * @throws JoulelabError `build-failed` with the tails of both streams
 */
export async function buildImage(
  engine: Engine,
  options: {
    readonly image: string;
    readonly build: Build;
    readonly noCache: boolean;
    readonly platform: string | undefined;
  },
  signal: AbortSignal,
): Promise<void> {
  const result = await runDockerCli(engine, buildArguments(options), signal);
  if (result.exitCode === 0) return;
  const lastLine = result.stderrTail.trimEnd().split('\n').at(-1) ?? '';
  throw new JoulelabError(
    'build-failed',
    `Image ${options.image} cannot be built from ${options.build.context}: ${lastLine}`,
    {
      advice: 'The build output below shows the failing step; try the same with docker build.',
      // Without the build arguments: their values may be secrets.
      details: { failure: { ...failureOf(result), command: `docker build ${options.build.context}` } },
    },
  );
}

function buildArguments({ image, build, noCache, platform }: Parameters<typeof buildImage>[1]): string[] {
  return [
    'build',
    '--force-rm',
    `--tag=${image}`,
    ...(build.dockerfile === undefined ? [] : ['--file', dockerfilePath(build.context, build.dockerfile)]),
    ...(build.target === undefined ? [] : ['--target', build.target]),
    ...(platform === undefined ? [] : ['--platform', platform]),
    ...(noCache ? ['--no-cache'] : []),
    ...Object.entries(build.args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    build.context,
  ];
}

/** A Dockerfile is named relative to the context, as Compose does it; the CLI takes it relative to the working folder. */
function dockerfilePath(context: string, dockerfile: string): string {
  return dockerfile.startsWith('/') ? dockerfile : `${context}/${dockerfile}`;
}

function failureOf(result: CliResult) {
  const { command, exitCode, durationMs, stdoutTail, stderrTail } = result;
  return { command, exitCode, durationMs, stdoutTail, stderrTail };
}
