const HEADER_BYTES = 8;

/** Where the bytes of the two streams go. */
export type OutputSinks = {
  readonly stdout: (chunk: Buffer) => void;
  readonly stderr: (chunk: Buffer) => void;
};

/** One sink that feeds two. */
export function both(first: OutputSinks['stdout'], second: OutputSinks['stdout']): OutputSinks['stdout'] {
  return (chunk) => {
    first(chunk);
    second(chunk);
  };
}

/**
 * Splits the engine's multiplexed output into stdout and stderr: frames of one byte stream number, three zero bytes,
 * a big-endian length and the payload, cut anywhere by the transport. Payload is passed on as it comes, never gathered.
 *
 * Source: Docker Engine API, "Attach to a container", stream format.
 */
export function demultiplexTo(sinks: OutputSinks): (chunk: Buffer) => void {
  const header = Buffer.alloc(HEADER_BYTES);
  let headerBytes = 0;
  let left = 0;
  let sink = sinks.stdout;
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (left === 0) {
        const copied = chunk.copy(header, headerBytes, at, at + HEADER_BYTES - headerBytes);
        headerBytes += copied;
        at += copied;
        if (headerBytes < HEADER_BYTES) return;
        headerBytes = 0;
        left = header.readUInt32BE(4);
        sink = header[0] === 2 ? sinks.stderr : sinks.stdout;
        continue;
      }
      const part = chunk.subarray(at, at + left);
      sink(part);
      left -= part.length;
      at += part.length;
    }
  };
}
