import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { temporaryFolder } from './joulelab.ts';

/** The real engine behind a socket that answers some requests with 500. Dispose it when the program has ended. */
export type FaultyEngine = AsyncDisposable & { readonly host: string };

/** `fails` gets a request's method and path without the API version: `POST /containers/ID/stop?t=1`. */
export async function startFaultyEngine(fails: RegExp): Promise<FaultyEngine> {
  const socket = (process.env['DOCKER_HOST'] || 'unix:///var/run/docker.sock').replace('unix://', '');
  const path = join(temporaryFolder(), 'faulty.sock');
  const server = createServer((asked, answer) => {
    const { method = '', url = '', headers } = asked;
    if (fails.test(`${method} ${url.replace(/^\/v[\d.]+/, '')}`)) return refuse(answer);
    const passedOn = request({ socketPath: socket, method, path: url, headers }, (got: IncomingMessage) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      answer.flushHeaders();
      got.pipe(answer);
    });
    passedOn.on('error', () => answer.destroy());
    answer.on('close', () => passedOn.destroy());
    asked.pipe(passedOn);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    host: `unix://${path}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function refuse(answer: ServerResponse): void {
  answer.writeHead(500, { 'Content-Type': 'application/json' });
  answer.end(JSON.stringify({ message: 'planted engine fault' }));
}
