import { type Command, InvalidArgumentError } from 'commander';
import { CAPABILITIES, type Capability } from '../../../domain/runtimes.ts';
import { parseNames, parsePositiveDuration } from '../parse-options.ts';
import type { CommandParts } from '../program.ts';
import { usageError } from '../usage-error.ts';
import { addOutputOptions, newCommand } from './command-kinds.ts';

type Flags = {
  readonly only?: readonly Capability[];
  readonly force?: true;
  readonly timeout?: number;
  readonly image: string;
  readonly systemdImage: string;
  readonly engineImage: string;
  readonly k3sImage?: string;
  readonly show?: string | true;
  readonly compare?: readonly string[];
  readonly markdown?: string;
  readonly html?: string;
  readonly wait?: true;
  readonly json?: true;
  readonly color: boolean;
};

/** `joulelab runtimes probe`. */
export function addProbeCommand(runtimes: Command, { actions, perform }: CommandParts): void {
  const command = newCommand(
    runtimes,
    'probe',
    'Find out what really works under OCI runtimes on this machine, with containers of its own.\n' +
      'A probe that hangs is killed with all its processes. Everything that was made is removed again.',
    [
      'joulelab runtimes probe                          all usable runtimes of the engine',
      'joulelab runtimes probe runsc --only exec,pause  two questions to one',
      'joulelab runtimes probe --html matrix.html       a page to show around',
      'joulelab runtimes probe --show                   the newest stored matrix again',
      'joulelab runtimes probe --compare 3f9c 81d0      what differs: two machines, two versions',
    ],
  )
    .summary('Find out what really works under each runtime here.')
    .argument('[name...]', 'runtimes as the engine calls them')
    .option('--only <capability,...>', 'only these probes (see the list below)', parseCapabilities)
    .option('--force', 'probe runtimes that do not look usable, too')
    .option(
      '--timeout <duration>',
      'limit for each probe (default 30s to 5m, by probe)',
      parsePositiveDuration,
    )
    .option('--image <image>', 'image with a shell, perl and coreutils', 'debian:bookworm-slim')
    .option('--systemd-image <image>', 'image with systemd', 'jrei/systemd-debian:12')
    .option('--engine-image <image>', 'image with a Docker engine', 'docker:28-dind')
    .option('--k3s-image <image>', 'image of k3s (default none: kubernetes is not asked)')
    .option('--show [id]', 'print a stored matrix, the newest without an id')
    .option('--compare <id...>', 'show what differs between two stored ones')
    .option('--markdown <file>', 'write the matrix as Markdown, too')
    .option('--html <file>', 'write the matrix as a page, too')
    .option('--wait', 'wait while another measurement holds the machine')
    .addHelpText('after', () => capabilityHelp());
  addOutputOptions(command).action((names: string[], flags: Flags) =>
    perform(flags, (terminal) =>
      actions.probe(
        {
          names,
          only: flags.only ?? [],
          force: flags.force ?? false,
          images: {
            main: flags.image,
            systemd: flags.systemdImage,
            engine: flags.engineImage,
            ...(flags.k3sImage === undefined ? {} : { k3s: flags.k3sImage }),
          },
          wait: flags.wait ?? false,
          json: flags.json ?? false,
          ...(flags.timeout === undefined ? {} : { timeoutMs: flags.timeout }),
          ...(flags.show === undefined ? {} : { show: flags.show === true ? 'last' : flags.show }),
          ...(flags.compare === undefined ? {} : { compare: pair(flags.compare) }),
          ...(flags.markdown === undefined ? {} : { markdown: flags.markdown }),
          ...(flags.html === undefined ? {} : { html: flags.html }),
        },
        terminal,
      ),
    ),
  );
}

function parseCapabilities(text: string): Capability[] {
  return parseNames(text).map((name) => {
    if (Object.hasOwn(CAPABILITIES, name)) return name as Capability;
    throw new InvalidArgumentError(
      `There is no probe ${name}: there are ${Object.keys(CAPABILITIES).join(', ')}.`,
    );
  });
}

function pair(ids: readonly string[]): readonly [string, string] {
  const [first, second, ...more] = ids;
  if (first !== undefined && second !== undefined && more.length === 0) return [first, second];
  throw usageError('--compare takes two ids.', 'joulelab runtimes probe --show tells the id of the newest.');
}

function capabilityHelp(): string {
  const width = Math.max(...Object.keys(CAPABILITIES).map((name) => name.length));
  const lines = Object.entries(CAPABILITIES).map(([name, meaning]) => `  ${name.padEnd(width)}  ${meaning}`);
  return `\nProbes, each whether the runtime …\n${lines.join('\n')}`;
}
