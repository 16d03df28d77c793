import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/** An image of one program that does nothing for ever, labelled as made for the given architecture. */
export type TestImage = { readonly architecture: string; readonly label?: string };

export type TestRegistry = {
  /** `127.0.0.1:PORT`: the engine takes it without TLS. */
  readonly host: string;
  /** The value of each `Authorization` header that came. */
  readonly authorizations: Set<string>;
  /** Images whose manifest was asked for, as often as it was. */
  readonly pulls: string[];
  /** Most pulls whose manifest was in the making at a time. */
  mostAtATime(): number;
};

type Blob = { readonly type: string; readonly bytes: Buffer };

/**
 * A registry on this machine that serves the given images by name (tag `1`). With `password` it wants a log-in as `user`;
 * `delayMs` is how long it takes over a manifest. Source: OCI distribution specification 1.1, pull.
 */
export async function startRegistry(
  images: Readonly<Record<string, TestImage>>,
  options: { readonly password?: string; readonly delayMs?: number } = {},
): Promise<TestRegistry> {
  const blobs = new Map<string, Blob>();
  const manifests = new Map<string, Blob>();
  for (const [name, image] of Object.entries(images)) manifests.set(name, addImage(blobs, image));
  const authorizations = new Set<string>();
  const pulls: string[] = [];
  let now = 0;
  let most = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) authorizations.add(authorization);
    const wanted = options.password === undefined ? undefined : basic('user', options.password);
    if (wanted !== undefined && authorization !== wanted) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="test"' }).end();
      return;
    }
    const [, name = '', kind, reference = ''] =
      /^\/v2\/(.+)\/(manifests|blobs)\/(.+)$/.exec(request.url ?? '') ?? [];
    const found =
      kind === 'blobs' ? blobs.get(reference) : manifestFor(manifests.get(name), blobs, reference);
    if (kind === 'manifests') pulls.push(name);
    if (kind === 'manifests' && request.method === 'GET') {
      most = Math.max(most, ++now);
      await delay(options.delayMs ?? 0);
      now -= 1;
    }
    if (kind === undefined) response.writeHead(200).end();
    else if (found === undefined)
      response.writeHead(404).end(JSON.stringify({ errors: [{ code: 'MANIFEST_UNKNOWN' }] }));
    else {
      response.writeHead(200, {
        'Content-Type': found.type,
        'Content-Length': found.bytes.length,
        'Docker-Content-Digest': digestOf(found.bytes),
      });
      response.end(request.method === 'HEAD' ? undefined : found.bytes);
    }
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { host, authorizations, pulls, mostAtATime: () => most };
}

export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function manifestFor(
  tagged: Blob | undefined,
  blobs: ReadonlyMap<string, Blob>,
  reference: string,
): Blob | undefined {
  return reference.startsWith('sha256:') ? blobs.get(reference) : tagged;
}

function addImage(blobs: Map<string, Blob>, { architecture, label = '' }: TestImage): Blob {
  const layer = add(
    blobs,
    'application/vnd.docker.image.rootfs.diff.tar',
    tarOf('program', sleepingProgram()),
  );
  const config = add(blobs, 'application/vnd.docker.container.image.v1+json', {
    architecture,
    os: 'linux',
    config: { Cmd: ['/program'], Labels: { label } },
    rootfs: { type: 'layers', diff_ids: [layer.digest] },
    history: [{ created: '2024-01-01T00:00:00Z' }],
  });
  const type = 'application/vnd.docker.distribution.manifest.v2+json';
  const manifest = add(blobs, type, { schemaVersion: 2, mediaType: type, config, layers: [layer] });
  return blobs.get(manifest.digest) as Blob;
}

function add(blobs: Map<string, Blob>, mediaType: string, content: object | Buffer) {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
  const digest = digestOf(bytes);
  blobs.set(digest, { type: mediaType, bytes });
  return { mediaType, size: bytes.length, digest };
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** A tar archive of one small file. Source: POSIX ustar. */
function tarOf(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000755\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\0', 257);
  header.write('00', 263);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const body = Buffer.alloc(512);
  content.copy(body);
  return Buffer.concat([header, body, Buffer.alloc(1024)]);
}

/** The smallest program for Linux on x86-64 that waits for ever: `1: mov eax, 34; syscall (pause); jmp 1b`. */
function sleepingProgram(): Buffer {
  const code = Buffer.from('b8220000000f05ebf7', 'hex');
  const base = 0x400000n;
  const size = BigInt(64 + 56 + code.length);
  const elf = Buffer.alloc(64 + 56);
  Buffer.from('7f454c46020101', 'hex').copy(elf);
  elf.writeUInt16LE(2, 16); // executable
  elf.writeUInt16LE(62, 18); // x86-64
  elf.writeUInt32LE(1, 20);
  elf.writeBigUInt64LE(base + 120n, 24); // entry
  elf.writeBigUInt64LE(64n, 32); // program header
  elf.writeUInt16LE(64, 52);
  elf.writeUInt16LE(56, 54);
  elf.writeUInt16LE(1, 56);
  elf.writeUInt32LE(1, 64); // load
  elf.writeUInt32LE(5, 68); // read, execute
  elf.writeBigUInt64LE(base, 80);
  elf.writeBigUInt64LE(base, 88);
  elf.writeBigUInt64LE(size, 96);
  elf.writeBigUInt64LE(size, 104);
  elf.writeBigUInt64LE(0x1000n, 112);
  return Buffer.concat([elf, code]);
}
