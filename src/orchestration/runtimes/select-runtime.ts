import { JoulelabError } from '../../domain/errors.ts';
import type { Engine, RuntimeEntry } from '../engine/engine.ts';
import { withDeclaredType } from './daemon-json.ts';
import { registrationAdvice } from './registration-advice.ts';
import { recognise } from './registry.ts';
import type { Runtime, RuntimeHost } from './runtime.ts';

/** Engines since this major version take the name of a containerd shim that they do not list. Source: moby 6de52a29. */
const IMPLICIT_SHIMS_SINCE = 23;

/** A runtime under an engine: the entry by which it is chosen, what it is, and its version and program where they are known. */
export type SelectedRuntime = {
  readonly entry: RuntimeEntry;
  readonly runtime: Runtime;
  readonly version?: string;
  readonly binary?: string;
};

/**
 * The runtime that a name stands for under this engine; without a name the engine's default.
 * @throws JoulelabError `runtime-unavailable` with the names that the engine offers, and how to register another
 */
export async function selectRuntime(
  host: RuntimeHost,
  name = host.engine.defaultRuntime,
): Promise<SelectedRuntime> {
  const { engine } = host;
  const known = engine.runtimes.find((one) => one.name === name) ?? implicitShim(engine, name);
  if (known === undefined) {
    throw new JoulelabError('runtime-unavailable', `The engine knows no OCI runtime ${name}.`, {
      advice: `It offers ${engine.runtimes.map((one) => one.name).join(', ')}. ${remedyFor(engine, name)}`,
    });
  }
  const entry = withDeclaredType(known, host);
  const runtime = recognise(entry);
  const status = await runtime.inspect(entry, engine);
  if (!status.installed) {
    throw new JoulelabError(
      'runtime-unavailable',
      `The OCI runtime ${name} is not installed: ${status.reason}.`,
      { advice: status.advice },
    );
  }
  const binary = status.binary ?? entry.path;
  return {
    entry,
    runtime,
    ...(status.version === undefined ? {} : { version: status.version }),
    ...(binary === undefined ? {} : { binary }),
  };
}

function implicitShim(engine: Engine, name: string): RuntimeEntry | undefined {
  return isShimName(name) && takesShims(engine) ? { name, args: [] } : undefined;
}

function remedyFor(engine: Engine, name: string): string {
  const { refused } = recognise({ name, args: [] }).installation ?? {};
  if (refused !== undefined || !isShimName(name) || takesShims(engine)) return registrationAdvice(name);
  return `It takes no containerd shims: update Docker ${engine.facts.version} to ${IMPLICIT_SHIMS_SINCE} or later.`;
}

/** Source: moby, daemon/runtime_unix.go, isPermissibleC8dRuntimeName. */
function isShimName(name: string): boolean {
  return /^[^./][^/]*\.[^/]+$/.test(name);
}

function takesShims({ facts }: Engine): boolean {
  return Number.parseInt(facts.version, 10) >= IMPLICIT_SHIMS_SINCE;
}
