import { execute, inspect, start } from './containers.ts';
import { type Bench, broken, ProbeEnd } from './probe.ts';

/** Port in the container. */
export const PEER_PORT = 8080;

/**
 * Both ends go on where a call says "try again" (EAGAIN): gVisor was seen to say so for connections that should block.
 * The server answers every connection with `answer`, which is Perl, and closes it.
 */
function serverScript(answer: string): string {
  return (
    `use IO::Socket::INET; my $server = IO::Socket::INET->new(LocalPort => ${PEER_PORT}, Listen => 8, ReuseAddr => 1) or die "listen: $!"; ` +
    `$| = 1; print "listening\\n"; my $answer = ${answer}; while (1) { my $peer = $server->accept or next; my ($at, $tries) = (0, 0); ` +
    'while ($at < length $answer && $tries < 1000) { my $written = syswrite $peer, $answer, 65536, $at; ' +
    'if ($written) { $at += $written } else { $tries++; select undef, undef, undef, 0.01 } } close $peer; }'
  );
}

/** Prints what it is answered, or with `count` how many bytes that is. */
function clientScript(host: string, port: number, count: boolean): string {
  return (
    `use IO::Socket::INET; my $peer = IO::Socket::INET->new(PeerAddr => "${host}", PeerPort => ${port}, Timeout => 5) or die "connect: $@\\n"; ` +
    'my ($answer, $tries) = ("", 0); while ($tries < 500) { my $read = sysread $peer, $answer, 65536, length $answer; ' +
    'last if defined $read && $read == 0; if (!$read) { $tries++; select undef, undef, undef, 0.01 } } ' +
    `print ${count ? 'length $answer' : '$answer'};`
  );
}

export const GREETING = 'joulelab answers';

export type Peer = { readonly id: string; readonly address: string };

/** The command of a container that answers each connection; `answer` is Perl for what it says. */
export function serveCommand(answer = `"${GREETING}\\n"`): string[] {
  return ['perl', '-e', serverScript(answer)];
}

/** A container of the probe's network that answers each connection; `answer` is Perl for what it says. */
export async function startPeer(
  bench: Bench,
  network: string,
  options: readonly string[] = [],
  answer?: string,
): Promise<Peer> {
  const id = await start(bench, 'peer', {
    options: ['--network', network, '--network-alias', 'peer', ...options],
    command: serveCommand(answer),
  });
  const listening = await bench.until(
    async () => (await bench.docker(['logs', id])).stdout.includes('listening') || undefined,
    15_000,
  );
  if (listening === undefined) throw new ProbeEnd(broken('the container that should answer does not listen'));
  const address = await inspect(bench, id, `{{(index .NetworkSettings.Networks "${network}").IPAddress}}`);
  return { id, address };
}

/** Connects from within a container; gives what it was answered, or an error's words. */
export async function ask(bench: Bench, container: string, host: string, port = PEER_PORT): Promise<string> {
  const answer = await execute(bench, container, askCommand(host, port));
  return `${answer.stdout}${answer.stderr}`.trim() || `no answer (exit code ${answer.exitCode})`;
}

/** The command by which a container connects and prints the answer, or with `count` how many bytes it has. It ends within seconds. */
export function askCommand(host: string, port = PEER_PORT, count = false): string[] {
  return ['timeout', '20', 'perl', '-e', clientScript(host, port, count)];
}
