import { readFileSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type Docker from 'dockerode';

/** An API client and the way to close its kept-alive connections. */
export type ApiClient = { readonly api: Docker; close(): void };

/**
 * A client for one engine address.
 * @throws Error with a sentence for people where the address is of a kind that cannot be measured
 */
export async function openApiClient(host: string, env: NodeJS.ProcessEnv): Promise<ApiClient> {
  const url = new URL(host);
  if (url.protocol === 'unix:') {
    const agent = new HttpAgent({ keepAlive: true });
    return clientFor({ socketPath: decodeURIComponent(url.pathname) }, agent);
  }
  if (url.protocol !== 'tcp:') {
    throw new Error(`${url.protocol}// is not supported: joulelab measures the machine on which it runs`);
  }
  const port = Number(url.port || 2375);
  const certificates = env['DOCKER_TLS_VERIFY'] ? env['DOCKER_CERT_PATH'] : undefined;
  if (certificates === undefined) {
    return clientFor({ host: url.hostname, port, protocol: 'http' }, new HttpAgent({ keepAlive: true }));
  }
  const read = (name: string) => readFileSync(join(certificates, name));
  const tls = { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
  return clientFor(
    { host: url.hostname, port, protocol: 'https', ...tls },
    new HttpsAgent({ keepAlive: true }),
  );
}

async function clientFor(options: Docker.DockerOptions, agent: HttpAgent | HttpsAgent): Promise<ApiClient> {
  // Loaded late: it takes longer to load than commands that need no engine take altogether.
  const { default: DockerClient } = await import('dockerode');
  // The library formats every request's options for a debug log that is off, and the agent with all its sockets is in
  // them: milliseconds of CPU time a request, in the middle of what is measured.
  Object.defineProperty(agent, inspect.custom, { value: () => 'Agent' });
  // `host` is set even where it is undefined, or the library would take it from DOCKER_HOST.
  const complete = { host: undefined, ...options, agent };
  return { api: new DockerClient(complete), close: () => agent.destroy() };
}
