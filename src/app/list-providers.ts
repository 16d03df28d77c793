import {
  type ExitStatus,
  type OutputOptions,
  renderProviders,
  type Terminal,
} from '../presentation/index.ts';
import { probeProviders } from '../sampling/index.ts';
import { environment } from './places.ts';

/** `joulelab providers`. */
export async function listProviders(options: OutputOptions, { stdout }: Terminal): Promise<ExitStatus> {
  const providers = probeProviders(environment());
  stdout.write(
    options.json ? `${JSON.stringify({ providers }, null, 2)}\n` : renderProviders(providers, stdout),
  );
  return 0;
}
