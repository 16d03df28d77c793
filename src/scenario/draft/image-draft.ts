import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type DockerfileFacts, readDockerfile } from './dockerfile.ts';
import {
  type DraftCommand,
  flowText,
  fromHealthcheck,
  fromImage,
  inline,
  PLACEHOLDER,
} from './flow-command.ts';

const HEAD =
  '# A usage scenario for joulelab: what is started, what is done with it, and so what is measured.\n';

/** A scenario that builds the Dockerfile's image: a server is started and asked, a tool is run by the flow. */
export function draftFromDockerfile(source: string): string {
  const folder = dirname(source);
  const service = serviceName(folder);
  const facts = readDockerfile(readFileSync(source, 'utf8'));
  const { body, command } = usage(facts);
  const file = basename(source);
  const build =
    file === 'Dockerfile' ? '    build: .\n' : `    build: {context: ., dockerfile: ${inline(file)}}\n`;
  return `${HEAD}name: ${inline(basename(folder))}

services:
  ${service}:
    # Built before anything is measured, with the engine's own cache.
${build}${body}
${flowText(service, command)}`;
}

/** A scenario with everything that one needs, for a folder that has nothing to start from. */
export function minimalDraft(folder: string): string {
  return `${HEAD}name: ${inline(basename(folder) || 'My scenario')}

services:
  app:
    # Your image, or build: FOLDER for one that is built from a Dockerfile.
    image: debian:bookworm-slim
    # Keeps the container running while the flow works in it. Leave it out for a server.
    command: sleep infinity

${flowText('app', {
  command: 'seq 1 1000000 | sha256sum',
  shell: 'sh',
  why: 'Replace this by what your software does.',
})}`;
}

/**
 * A server (it exposes a port or has a health check) runs by itself and is asked by the flow. Anything else is run by
 * the flow, so that the work is measured and not the waiting for it.
 */
function usage(facts: DockerfileFacts): { body: string; command: DraftCommand } {
  const { command, entrypoint, healthcheck } = facts;
  if (healthcheck !== undefined) {
    const test =
      healthcheck.form === 'exec' ? ['CMD', ...healthcheck.words] : ['CMD-SHELL', healthcheck.line];
    return { body: '', command: fromHealthcheck(test) ?? PLACEHOLDER };
  }
  if (facts.exposes) return { body: '', command: PLACEHOLDER };
  const idle = `    # The image's own command is run by the flow below; this keeps the container running meanwhile.
    entrypoint: []
    command: sleep infinity
`;
  const why = 'What the image does by itself. Give it the arguments and files of typical use.';
  if (entrypoint?.form === 'shell') return { body: idle, command: fromImage(entrypoint, why) };
  if (command !== undefined) return { body: idle, command: fromImage(command, why, entrypoint?.words) };
  if (entrypoint !== undefined) return { body: idle, command: fromImage(entrypoint, why) };
  return { body: idle, command: PLACEHOLDER };
}

function serviceName(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9_.-]+/g, '-')
    .replaceAll(/^[^a-z]+|[^a-z0-9]+$/g, '');
  return name === '' ? 'app' : name;
}
