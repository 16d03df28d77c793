import type { Emit } from '../../provider.ts';
import { parseNetDev } from '../network-system/parse.ts';

/** Bytes of every interface of a container's network namespace but those to `ignore`. */
export function parseContainerNetwork(bytes: Uint8Array, ignore: readonly string[], emit: Emit): void {
  for (const { name, received, sent } of parseNetDev(bytes)) {
    if (ignore.includes(name)) continue;
    emit({ metric: 'network_received_bytes_container', detail: name, value: received });
    emit({ metric: 'network_sent_bytes_container', detail: name, value: sent });
  }
}
