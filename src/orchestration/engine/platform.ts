import { JoulelabError } from '../../domain/errors.ts';

/** What an image is made for, as the engine writes it: `linux`, `amd64`, and for ARM a variant such as `v7`. */
export type Platform = { readonly os: string; readonly architecture: string; readonly variant?: string };

/** Names of one architecture besides the engine's own (GOARCH). */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  'x86-64': 'amd64',
  aarch64: 'arm64',
  armhf: 'arm',
  armel: 'arm',
  i386: '386',
  i686: '386',
};

/** Architectures whose software a processor runs by itself, besides its own. */
const RUNS_TOO: Readonly<Record<string, readonly string[]>> = { amd64: ['386'], arm64: ['arm'] };

/** Reads `OS/ARCHITECTURE[/VARIANT]`, or the architecture alone, as `--platform` and Compose's `platform` take it. */
export function parsePlatform(text: string): Platform {
  const words = text.toLowerCase().split('/');
  const [os = 'linux', architecture = '', variant] = words.length === 1 ? ['linux', ...words] : words;
  return {
    os,
    architecture: ARCHITECTURES[architecture] ?? architecture,
    ...(variant === undefined ? {} : { variant }),
  };
}

export function platformName({ os, architecture, variant }: Platform): string {
  return [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');
}

/** Whether an engine's machine runs such software without an emulator. An image that does not say what it is for counts as fitting. */
export function runsOn(engineArchitecture: string, { os, architecture }: Platform): boolean {
  if (os !== '' && os !== 'linux') return false;
  if (architecture === '') return true;
  const own = ARCHITECTURES[engineArchitecture] ?? engineArchitecture;
  return architecture === own || (RUNS_TOO[own] ?? []).includes(architecture);
}

/** Whether an image is what a service asks for: a variant counts only where both name one. */
export function isPlatform(image: Platform, wanted: Platform): boolean {
  return (
    image.os === wanted.os &&
    image.architecture === wanted.architecture &&
    (image.variant === undefined || wanted.variant === undefined || image.variant === wanted.variant)
  );
}

/** The value of `--platform` in a service's engine options, as one word or two. */
export function platformOption(engineArgs: readonly string[]): string | undefined {
  const at = engineArgs.indexOf('--platform');
  if (at !== -1) return engineArgs[at + 1];
  return engineArgs.find((word) => word.startsWith('--platform='))?.slice('--platform='.length);
}

/** The error for a service that asks for a foreign platform. */
export function foreignPlatform(service: string, wanted: string, engineArchitecture: string): JoulelabError {
  return new JoulelabError(
    'platform-mismatch',
    `Service ${service} asks for ${wanted}, but the engine's machine is linux/${engineArchitecture}.`,
    {
      advice:
        'Remove "platform", or measure on a machine of that kind: emulated software takes many times the energy.',
    },
  );
}

/** The error for an image that is here, or was built, for another platform than is needed. */
export function foreignImage(
  options: {
    readonly image: string;
    readonly service: string;
    readonly found: Platform;
    readonly needed: string;
    readonly built: boolean;
  },
  cause?: unknown,
): JoulelabError {
  const { image, service, found, needed, built } = options;
  return new JoulelabError(
    'platform-mismatch',
    `Image ${image} of service ${service} is made for ${platformName(found)}, but ${needed} is needed.`,
    {
      advice: built
        ? `Build it from a base image for ${needed}: look at FROM in its Dockerfile.`
        : `Fetch the right one: docker pull --platform ${needed} ${image}`,
      ...(cause === undefined ? {} : { cause }),
    },
  );
}
