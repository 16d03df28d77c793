import { JoulelabError } from '../../domain/errors.ts';
import { type Builder, buildArguments, type ImageRecipe } from './build-arguments.ts';
import { type CliResult, runDockerCli } from './docker-cli.ts';
import type { Engine } from './engine.ts';
import { engineFailure, httpStatusOf } from './engine-error.ts';
import { adviceOnBuild, adviceOnPull, failingLine, isForeignPlatform } from './image-failure.ts';
import type { Platform } from './platform.ts';

/** An image that the engine has. */
export type ImageFacts = {
  /** Content digest of its configuration. */
  readonly id: string;
  /** `REPOSITORY@sha256:…`, as registries name it; none for an image that was built or imported here. */
  readonly digests: readonly string[];
  readonly platform: Platform;
};

/** The image, or undefined where the engine does not have it. @throws JoulelabError `engine-failed` */
export async function findImage(engine: Engine, image: string): Promise<ImageFacts | undefined> {
  try {
    const info = await engine.api.getImage(image).inspect();
    const { Variant } = info as { Variant?: string };
    return {
      id: info.Id,
      digests: info.RepoDigests ?? [],
      platform: {
        os: info.Os ?? '',
        architecture: info.Architecture ?? '',
        ...(Variant ? { variant: Variant } : {}),
      },
    };
  } catch (thrown) {
    if (httpStatusOf(thrown) === 404) return undefined;
    throw engineFailure(`Cannot look up image ${image}`, thrown);
  }
}

/**
 * Pulls an image with the CLI, which knows the user's registry log-ins.
 * @throws JoulelabError `image-unavailable`, `platform-mismatch`; the signal's reason
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
  const details = { failure: failureOf(result) };
  if (isForeignPlatform(why)) {
    throw new JoulelabError(
      'platform-mismatch',
      `Image ${image} cannot be pulled for ${platform ?? `linux/${engine.architecture}`}: ${why}`,
      {
        advice: 'Choose a tag that is made for this machine, or measure on a machine of another kind.',
        details,
      },
    );
  }
  throw new JoulelabError('image-unavailable', `Image ${image} cannot be pulled: ${why}`, {
    advice: adviceOnPull(why),
    details,
  });
}

/** BuildKit where the client has its plugin and the engine speaks it; `DOCKER_BUILDKIT=0` chooses the classic builder. */
export async function chooseBuilder(engine: Engine, signal: AbortSignal): Promise<Builder> {
  if (!engine.buildKit || engine.cliEnv['DOCKER_BUILDKIT'] === '0') return 'classic';
  const { exitCode } = await runDockerCli(engine, ['buildx', 'version'], signal);
  return exitCode === 0 ? 'buildx' : 'classic';
}

/**
 * Builds an image with the builder's cache; the image stays, so that the next run is quick.
 * @throws JoulelabError `build-failed` with the tails of both streams, `platform-mismatch`; the signal's reason
 */
export async function buildImage(
  engine: Engine,
  builder: Builder,
  recipe: ImageRecipe,
  signal: AbortSignal,
): Promise<void> {
  // Without the variable a client that lacks the plugin warns of the builder that it uses.
  const extra = builder === 'classic' ? { DOCKER_BUILDKIT: '0' } : {};
  const result = await runDockerCli(engine, buildArguments(builder, recipe), signal, extra);
  if (result.exitCode === 0) return;
  const { context } = recipe.build;
  const output = result.stderrTail;
  throw new JoulelabError(
    isForeignPlatform(output) ? 'platform-mismatch' : 'build-failed',
    `Image ${recipe.images[0]} cannot be built from ${context}: ${failingLine(output)}`,
    {
      advice: isForeignPlatform(output)
        ? 'A base image is not made for this machine: choose another in FROM.'
        : adviceOnBuild(output),
      // Without the build arguments: their values may be secrets.
      details: { failure: { ...failureOf(result), command: `docker build ${context}` } },
    },
  );
}

function failureOf(result: CliResult) {
  const { command, exitCode, durationMs, stdoutTail, stderrTail } = result;
  return { command, exitCode, durationMs, stdoutTail, stderrTail };
}
