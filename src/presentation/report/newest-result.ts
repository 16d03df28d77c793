import type { Capability, ProbeReport, ProbeResult, RuntimeState } from '../../domain/runtimes.ts';

export type Seen = { readonly result: ProbeResult; readonly measuredUnixUs: number };

/**
 * The newest thing that a probe said of a runtime as it is now: its version, program and arguments. Nothing was asked where the probe
 * was skipped or broken.
 */
export function newestResult(
  { name, version, args, binary }: RuntimeState,
  capability: Capability,
  probes: readonly ProbeReport[],
): Seen | undefined {
  for (const { runtimes, measuredUnixUs } of probes) {
    const same = runtimes.find(
      ({ runtime }) =>
        runtime.name === name &&
        runtime.version === version &&
        runtime.binary === binary &&
        runtime.args.join('\n') === args.join('\n'),
    );
    const result = same?.results.find((one) => one.capability === capability);
    if (result !== undefined && !['skipped', 'broken'].includes(result.outcome))
      return { result, measuredUnixUs };
  }
  return undefined;
}
