import { spawn } from 'node:child_process';
import { JoulelabError } from '../../domain/errors.ts';
import { REDACTED, redactText } from '../safety/redact.ts';
import type { Credentials } from './parse-source.ts';

export type GitAccess = {
  /** Folder in which git works; it must exist. */
  readonly folder: string;
  readonly credentials?: Credentials | undefined;
  /** Whether a repository may name folders of this machine as its submodules. git itself says no by default. */
  readonly localSubmodules?: boolean;
  /** Ends git, and everything that it started. */
  readonly signal?: AbortSignal | undefined;
};

/** What a git command gave. Its messages are in English and hold no secret. */
export type GitResult =
  | { readonly ok: true; readonly stdout: string }
  | { readonly ok: false; readonly exitCode: number; readonly message: string };

/** Tied to one repository; a git hook that starts joulelab would pass them on. Source: `git rev-parse --local-env-vars`. */
const OF_ANOTHER_REPOSITORY = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_CONFIG',
  'GIT_OBJECT_DIRECTORY',
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_GRAFT_FILE',
  'GIT_INDEX_FILE',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_REPLACE_REF_BASE',
  'GIT_PREFIX',
  'GIT_SHALLOW_FILE',
  'GIT_COMMON_DIR',
  // These would replace the list of transports below.
  'GIT_ALLOW_PROTOCOL',
  'GIT_PROTOCOL_FROM_USER',
];

/** git asks this for the credentials that stood in the URL: they are in no argument and in no file. */
const CREDENTIAL_HELPER =
  '!f() { test "$1" = get || exit 0; ' +
  'printf "username=%s\\npassword=%s\\n" "$JOULELAB_GIT_USERNAME" "$JOULELAB_GIT_PASSWORD"; }; f';

/**
 * Runs git without ever asking anybody anything: it has no terminal. Hooks of the repository do not run, and only
 * transports that start no program are used.
 *
 * @throws JoulelabError `repository-unreachable` where git is not installed; the signal's reason when aborted
 */
export async function git(args: readonly string[], access: GitAccess): Promise<GitResult> {
  const { signal, credentials } = access;
  signal?.throwIfAborted();
  const words = ['--no-pager', ...configWords(access), ...args];
  // A session of its own: ssh then finds no terminal to ask on, and all of it can be ended at once.
  const child = spawn('git', words, {
    cwd: access.folder,
    env: environment(credentials),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => void stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => void stderr.push(chunk));
  const end = (): void => killGroup(child.pid);
  signal?.addEventListener('abort', end, { once: true });
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve(code ?? 128));
    });
    signal?.throwIfAborted();
    if (exitCode === 0) return { ok: true, stdout: Buffer.concat(stdout).toString('utf8') };
    return { ok: false, exitCode, message: readable(Buffer.concat(stderr).toString('utf8'), credentials) };
  } catch (thrown) {
    throw isMissing(thrown) ? notInstalled(thrown) : thrown;
  } finally {
    signal?.removeEventListener('abort', end);
  }
}

function configWords({ credentials, localSubmodules }: GitAccess): string[] {
  const settings: [string, string][] = [
    ['core.hooksPath', '/dev/null'],
    ['core.fsmonitor', 'false'],
    ['init.templateDir', ''],
    ['init.defaultBranch', 'joulelab'],
    ['advice.detachedHead', 'false'],
    ['gc.auto', '0'],
    ['maintenance.auto', 'false'],
    ['credential.interactive', 'never'],
    ['http.lowSpeedLimit', '1000'],
    ['http.lowSpeedTime', '60'],
    ['protocol.allow', 'never'],
    ['protocol.https.allow', 'always'],
    ['protocol.http.allow', 'always'],
    ['protocol.ssh.allow', 'always'],
    ['protocol.git.allow', 'always'],
    ['protocol.file.allow', localSubmodules === true ? 'always' : 'user'],
    ...(credentials === undefined
      ? []
      : ([
          // The empty one first: the user's own helpers must not learn these.
          [`credential.${credentials.server}.helper`, ''],
          [`credential.${credentials.server}.helper`, CREDENTIAL_HELPER],
        ] as [string, string][])),
  ];
  return settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function environment(credentials: Credentials | undefined): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !OF_ANOTHER_REPOSITORY.includes(name));
  return {
    // An askpass program of the user's own may be how a CI hands over its token; without one nothing is started.
    GIT_ASKPASS: '',
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    LANGUAGE: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GCM_INTERACTIVE: 'never',
    SSH_ASKPASS_REQUIRE: 'never',
    ...(credentials === undefined
      ? {}
      : { JOULELAB_GIT_USERNAME: credentials.username, JOULELAB_GIT_PASSWORD: credentials.password }),
  };
}

/** git's own words, without progress, without secrets. */
function readable(stderr: string, credentials: Credentials | undefined): string {
  const lines = stderr
    .split(/[\r\n]+/)
    .map((line) => line.replace(/^(?:fatal|error|remote): /, '').trim())
    .filter(
      (line) => line !== '' && !/^(?:Cloning into|Receiving|Resolving|Counting|Compressing|From )/.test(line),
    );
  const secrets =
    credentials === undefined ? [] : [credentials.password, credentials.username].filter(Boolean);
  const forms = secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]);
  return forms.reduce((text, secret) => text.replaceAll(secret, REDACTED), redactText(lines.join('; ')));
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended by itself.
  }
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
}

function notInstalled(cause: unknown): JoulelabError {
  return new JoulelabError(
    'repository-unreachable',
    'git is not installed, and repositories are cloned with it.',
    {
      advice: 'Install git (apt-get install git), or clone the repository yourself and give its path.',
      cause,
    },
  );
}
