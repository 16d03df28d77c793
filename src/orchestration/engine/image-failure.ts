/** A failure of the engine's CLI, told apart by what a user can do about it. */
type Kind = { readonly pattern: RegExp; readonly advice: string };

const DISK_FULL: Kind = {
  pattern: /no space left on device/i,
  advice: 'The disk is full: free some space, for example with docker system prune.',
};

/** The first that fits counts: a registry that refuses says more than the network. */
const PULL: readonly Kind[] = [
  DISK_FULL,
  {
    pattern: /toomanyrequests|rate limit/i,
    advice: "The registry's limit is reached: log in (docker login), or try again later.",
  },
  {
    pattern: /unauthorized|authentication required|no basic auth credentials|incorrect username/i,
    advice: 'The registry wants a log-in: docker login REGISTRY, as the user who runs joulelab.',
  },
  {
    pattern: /access denied|requested access|denied:|forbidden/i,
    advice:
      'Check the spelling of the image; where it is private, log in as the user who runs joulelab (docker login).',
  },
  {
    pattern: /manifest unknown|manifest for .* not found|repository .* not found|not found/i,
    advice: 'Check the spelling of the image and its tag.',
  },
  {
    pattern: /x509|certificate|server gave HTTP response to HTTPS client/i,
    advice: 'The registry is not trusted: give the engine its certificate, or list it as insecure there.',
  },
  {
    pattern: /no such host|dial tcp|timeout|TLS handshake|connection refused|network is unreachable|EOF/i,
    advice:
      'The registry does not answer: check the network, or load the image first (docker load, docker build).',
  },
];

const BUILD: readonly Kind[] = [
  DISK_FULL,
  {
    pattern: /requires BuildKit|BuildKit is enabled but the buildx component is missing/i,
    advice:
      'The Dockerfile needs BuildKit: install the docker-buildx plugin (package docker-buildx-plugin or docker-buildx).',
  },
  {
    pattern: /returned a non-zero code: 137|exit code: 137/,
    advice:
      'A step was killed, most likely for want of memory: give the machine more, or build with less at once.',
  },
  {
    pattern: /returned a non-zero code|did not complete successfully/,
    advice: 'A step of the Dockerfile fails: its output is below. Try the same with docker build.',
  },
  {
    pattern: /failed to reach build target|target stage .* could not be found/i,
    advice: 'The Dockerfile has no stage of this name: check "target" of the build.',
  },
  {
    pattern: /dockerfile parse error|unknown instruction|failed to parse dockerfile/i,
    advice: 'The Dockerfile cannot be read: correct the line that is named.',
  },
  {
    pattern: /(COPY|ADD) failed|failed to compute cache key|failed to calculate checksum|forbidden path/i,
    advice: 'A file is not in the build context: check its path, and whether .dockerignore leaves it out.',
  },
  {
    pattern: /one or more build-args .* were not consumed/i,
    advice: 'The Dockerfile has no ARG of this name: check "args" of the build.',
  },
  ...PULL.map(({ pattern, advice }) => ({ pattern, advice: `A base image cannot be fetched. ${advice}` })),
];

/** What to do about an image that cannot be pulled. */
export function adviceOnPull(output: string): string {
  const kind = PULL.find(({ pattern }) => pattern.test(output));
  return kind?.advice ?? 'Check the image; try the same with docker pull.';
}

/** What to do about an image that cannot be built. `output` is the end of the builder's error output. */
export function adviceOnBuild(output: string): string {
  const kind = BUILD.find(({ pattern }) => pattern.test(output));
  return kind?.advice ?? 'The build output below shows the failing step; try the same with docker build.';
}

/** The registry has the image, but not for this machine. */
export function isForeignPlatform(output: string): boolean {
  return /no matching manifest for|no match for platform|does not match the specified platform/i.test(output);
}

/** The line of a builder's error output that says what failed: BuildKit's begins with ERROR, the classic one's is the last. */
export function failingLine(output: string): string {
  const lines = output.trimEnd().split('\n');
  const line = lines.findLast((one) => one.startsWith('ERROR: ')) ?? lines.at(-1) ?? '';
  return line
    .replace(/^ERROR: /, '')
    .replace(/^Error response from daemon: /, '')
    .trim();
}
