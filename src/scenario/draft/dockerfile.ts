/** What a Dockerfile's last stage says about how its image is used. */
export type DockerfileFacts = {
  readonly command?: DockerfileCommand;
  readonly entrypoint?: DockerfileCommand;
  readonly healthcheck?: DockerfileCommand;
  readonly exposes: boolean;
};

/** Words to start directly, or a line for `sh`. */
export type DockerfileCommand =
  | { readonly form: 'exec'; readonly words: readonly string[] }
  | { readonly form: 'shell'; readonly line: string };

/**
 * Reads CMD, ENTRYPOINT, HEALTHCHECK and EXPOSE of the last stage. What the base image says is not known here.
 *
 * Source: https://docs.docker.com/reference/dockerfile
 */
export function readDockerfile(text: string): DockerfileFacts {
  let facts: DockerfileFacts = { exposes: false };
  for (const [name, rest] of instructions(text)) {
    switch (name) {
      case 'FROM':
        facts = { exposes: false };
        break;
      case 'CMD':
        facts = { ...facts, command: readCommand(rest) };
        break;
      case 'ENTRYPOINT':
        // An ENTRYPOINT forgets the base image's CMD, not one of the same file.
        facts = { ...facts, entrypoint: readCommand(rest) };
        break;
      case 'EXPOSE':
        facts = { ...facts, exposes: true };
        break;
      case 'HEALTHCHECK': {
        const check = /^(?:--\S+\s+)*CMD\s+([^]*)$/i.exec(rest)?.[1];
        const { healthcheck: _, ...others } = facts;
        facts = check === undefined ? others : { ...facts, healthcheck: readCommand(check) };
        break;
      }
      default:
    }
  }
  return facts;
}

/** Lines joined where they end in the escape character, comments and heredocs' bodies left out. */
function instructions(text: string): [name: string, rest: string][] {
  const escape = /^#\s*escape\s*=\s*`/im.test(text) ? '`' : '\\';
  const found: [string, string][] = [];
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    let line = lines[at]?.trim() ?? '';
    if (line === '' || line.startsWith('#')) continue;
    while (line.endsWith(escape) && at + 1 < lines.length) {
      at += 1;
      const next = lines[at]?.trim() ?? '';
      line = next.startsWith('#') ? line : `${line.slice(0, -1).trimEnd()} ${next}`;
    }
    for (const [, end = ''] of line.matchAll(/<<-?["']?([A-Za-z_]\w*)["']?/g)) {
      while (at + 1 < lines.length && lines[at + 1]?.trim() !== end) at += 1;
      at += 1;
    }
    const match = /^([A-Za-z]+)\s+([^]*)$/.exec(line);
    if (match !== null) found.push([(match[1] ?? '').toUpperCase(), (match[2] ?? '').trim()]);
  }
  return found;
}

function readCommand(text: string): DockerfileCommand {
  try {
    const words: unknown = JSON.parse(text);
    if (Array.isArray(words) && words.every((word) => typeof word === 'string'))
      return { form: 'exec', words };
  } catch {
    // Then it is the shell form.
  }
  return { form: 'shell', line: text };
}
