import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Files } from '../../testdata/scenario-folder.ts';

const AUTHOR = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'commit.gpgsign=false'];

/** A git command of a test itself: nothing of the tool is in it. */
export function testGit(folder: string, ...args: string[]): string {
  return execFileSync('git', [...AUTHOR, '-c', 'protocol.file.allow=always', ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

/** Writes files and commits everything; gives the commit. */
export function commitFiles(folder: string, files: Files): string {
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name);
    mkdirSync(content === null ? file : dirname(file), { recursive: true });
    if (typeof content === 'string') writeFileSync(file, content);
    else if (content !== null) symlinkSync(content.link, file);
  }
  testGit(folder, 'add', '--all');
  testGit(folder, 'commit', '--quiet', '--allow-empty', '--message', Object.keys(files).join(' ') || 'empty');
  return testGit(folder, 'rev-parse', 'HEAD');
}

/** A repository with a branch `main` in a new folder; gives its first commit. */
export function makeRepository(folder: string, files: Files): string {
  mkdirSync(folder, { recursive: true });
  testGit(folder, 'init', '--quiet', '--initial-branch=main');
  return commitFiles(folder, files);
}

export type GitServer = AsyncDisposable & { readonly address: string };

/** `git daemon` for all repositories below a folder. */
export async function startGitDaemon(folder: string): Promise<GitServer> {
  const port = await freePort();
  const args = ['daemon', '--reuseaddr', '--export-all', `--base-path=${folder}`, '--listen=127.0.0.1', `--port=${port}`];
  const child = spawn('git', args, { stdio: 'ignore', detached: true });
  for (let tries = 0; tries < 100 && !answers(port); tries += 1) await delay(50);
  return {
    address: `git://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      process.kill(-(child.pid ?? 0), 'SIGTERM');
      await ended;
    },
  };
}

/**
 * Repositories below a folder over HTTP: by `git http-backend` for a user with a password, or without one as plain files
 * (`git update-server-info` must have been run then).
 */
export async function startHttpServer(folder: string, account?: { user: string; password: string }): Promise<GitServer> {
  const server = createServer((request, response) => {
    const wanted = account && `Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}`;
    if (wanted !== undefined && request.headers.authorization !== wanted) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' }).end();
    } else if (account === undefined) servePlain(folder, request, response);
    else serveByBackend(folder, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function servePlain(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const path = join(folder, new URL(request.url ?? '', 'http://x').pathname);
  try {
    response.end(execFileSync('cat', [path], { stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1e8 }));
  } catch {
    response.writeHead(404).end();
  }
}

function serveByBackend(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
  const backend = spawn('git', ['http-backend'], {
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: pathname,
      QUERY_STRING: searchParams.toString(),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on('data', (chunk: Buffer) => void chunks.push(chunk));
  backend.on('close', () => {
    const whole = Buffer.concat(chunks);
    const split = whole.indexOf('\r\n\r\n');
    const headers = new Map(
      whole
        .toString('latin1', 0, split)
        .split('\r\n')
        .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const status = Number.parseInt(headers.get('status') ?? '200', 10);
    headers.delete('status');
    response.writeHead(status, Object.fromEntries(headers)).end(whole.subarray(split + 4));
  });
}

async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function answers(port: number): boolean {
  try {
    execFileSync('git', ['ls-remote', `git://127.0.0.1:${port}/no-such`], { stdio: ['ignore', 'ignore', 'pipe'] });
    return true;
  } catch (error) {
    return /not exported|no such/i.test(String((error as { stderr?: Buffer }).stderr));
  }
}

