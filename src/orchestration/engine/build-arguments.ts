import type { Build } from '../../domain/scenario.ts';
import { BUILT_LABEL } from './labels.ts';

/**
 * Which builder makes images. `buildx`: BuildKit, through the CLI's plugin. `classic`: the engine's old one, for clients
 * without the plugin, and for engines that do not speak BuildKit.
 */
export type Builder = 'buildx' | 'classic';

/** An image to be built. */
export type ImageRecipe = {
  readonly build: Build;
  /** All names that the image gets. */
  readonly images: readonly string[];
  readonly noCache: boolean;
  /** Looks for newer base images, too. */
  readonly pull: boolean;
  readonly platform: string | undefined;
};

/** The CLI's arguments for a build, one word an entry. */
export function buildArguments(builder: Builder, recipe: ImageRecipe): string[] {
  const { build, images, noCache, pull, platform } = recipe;
  return [
    // `--load`: a builder in a container of its own would keep the image to itself.
    ...(builder === 'buildx' ? ['buildx', 'build', '--load', '--progress=plain'] : ['build', '--force-rm']),
    ...images.map((image) => `--tag=${image}`),
    `--label=${BUILT_LABEL}=true`,
    ...(build.dockerfile === undefined ? [] : ['--file', dockerfilePath(build.context, build.dockerfile)]),
    ...(build.target === undefined ? [] : ['--target', build.target]),
    ...(platform === undefined ? [] : ['--platform', platform]),
    ...(noCache ? ['--no-cache'] : []),
    ...(pull ? ['--pull'] : []),
    ...Object.entries(build.args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    build.context,
  ];
}

/** A Dockerfile is named relative to the context, as Compose does it; the CLI takes it relative to the working folder. */
function dockerfilePath(context: string, dockerfile: string): string {
  return dockerfile.startsWith('/') ? dockerfile : `${context}/${dockerfile}`;
}
