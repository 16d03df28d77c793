import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Environment } from '../../domain/environment.ts';
import type { RuntimeState } from '../../domain/runtimes.ts';
import type { Engine, RuntimeEntry } from '../engine/engine.ts';
import { withDeclaredType } from './daemon-json.ts';
import { engineGates } from './engine-gates.ts';
import { entryToCome } from './names.ts';
import { RUNTIMES, recognise } from './registry.ts';
import { rootlessMode } from './rootless/index.ts';
import type { Installation, Runtime, RuntimeHost } from './runtime.ts';

/** Where programs lie that are on no PATH: Kata's releases bring their own folders. */
const FURTHER_FOLDERS = [
  '/usr/bin',
  '/usr/local/bin',
  '/usr/sbin',
  '/opt/kata/runtime-rs/bin',
  '/opt/kata/bin',
];

/**
 * All that the engine offers, then the known runtimes that it does not have, each with the reason; the engine's own mode first where it is
 * a rootless one.
 */
export async function listRuntimes(engine: Engine, env: Environment): Promise<RuntimeState[]> {
  const host = { engine, env };
  const listed = await Promise.all(
    listedEntries(engine).map((entry) => stateOf(engine, env, withDeclaredType(entry, host))),
  );
  const found = new Set(listed.map(({ id }) => id));
  const absent = RUNTIMES.flatMap((runtime) =>
    runtime.installation === undefined || found.has(runtime.id) ? [] : [{ runtime, ...runtime.installation }],
  );
  const mode = engine.facts.rootless ? [await rootlessMode(host)] : [];
  return [
    ...mode,
    ...listed,
    ...(await Promise.all(absent.map(({ runtime, ...how }) => absentState(runtime, how, host)))),
  ];
}

/** Engines list the shim of a runtime besides its name, `io.containerd.runc.v2`: the same thing twice. */
export function listedEntries({ runtimes }: Engine): RuntimeEntry[] {
  const isShim = ({ name }: RuntimeEntry) => name.includes('.');
  return runtimes.filter(
    (entry) =>
      !isShim(entry) || !runtimes.some((other) => !isShim(other) && recognise(other) === recognise(entry)),
  );
}

/** What a runtime that the engine takes is worth here. */
export async function stateOf(engine: Engine, env: Environment, entry: RuntimeEntry): Promise<RuntimeState> {
  const runtime = recognise(entry);
  const status = await runtime.inspect(entry, engine);
  const host = { env, engine };
  const requirements = await runtime.requirements(entry, host);
  const version = status.installed ? status.version : undefined;
  const gates = [...engineGates(host), ...runtime.gates(version, entry, host)];
  const fault = status.installed
    ? faultOf(requirements, gates)
    : { reason: status.reason, advice: status.advice };
  const isListed = engine.runtimes.some(({ name }) => name === entry.name);
  const binary = (status.installed ? status.binary : undefined) ?? entry.path;
  return {
    name: entry.name,
    id: runtime.id,
    title: runtime.title,
    isolation: runtime.isolation,
    registered: entry.name === engine.defaultRuntime ? 'default' : isListed ? 'listed' : 'shim',
    ...(binary === undefined ? {} : { binary }),
    args: entry.args,
    ...(version === undefined ? {} : { version }),
    usable: fault === undefined,
    ...fault,
    requirements,
    gates,
    claims: runtime.claims,
  };
}

/** The first thing that stands in the way. */
function faultOf(
  requirements: RuntimeState['requirements'],
  gates: RuntimeState['gates'],
): { reason: string; advice?: string } | undefined {
  const unmet = requirements.find(({ met }) => met === 'no');
  if (unmet !== undefined) {
    const { name, seen, advice } = unmet;
    return { reason: `needs ${name}; here: ${seen}`, ...(advice === undefined ? {} : { advice }) };
  }
  const refused = gates.find(({ effect }) => effect === 'refuse');
  return refused && { reason: refused.message, advice: refused.advice };
}

/** A known runtime that the engine does not list: that it is missing comes first, then what would stand in the way. */
async function absentState(runtime: Runtime, how: Installation, host: RuntimeHost): Promise<RuntimeState> {
  const entry = entryToCome(how);
  const requirements = await runtime.requirements(entry, host);
  const gates = runtime.gates(undefined, entry, host);
  const own = requirements.filter(({ name }) => !(how.brings ?? []).includes(name));
  const binary = host.engine.host.startsWith('unix://') ? findProgram(how.binary) : undefined;
  return {
    name: how.name,
    id: runtime.id,
    title: runtime.title,
    isolation: runtime.isolation,
    registered: 'no',
    ...(binary === undefined ? {} : { binary }),
    args: [],
    usable: false,
    ...(how.refused ?? absence(binary, runtime.id, faultOf(own, gates))),
    requirements,
    gates,
    claims: runtime.claims,
  };
}

function absence(
  binary: string | undefined,
  id: string,
  fault: { reason: string; advice?: string } | undefined,
): { readonly reason: string; readonly advice: string } {
  const missing =
    binary === undefined ? 'it is not installed' : `${binary} is installed, and the engine does not list it`;
  const steps = `See how: joulelab runtimes setup ${id}.`;
  if (fault === undefined) return { reason: missing, advice: steps };
  const advice = fault.advice === undefined ? steps : `${fault.advice.replace(/\.$/, '')}. ${steps}`;
  return { reason: `${missing}. Besides: ${fault.reason}`, advice };
}

function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter).filter(Boolean), ...FURTHER_FOLDERS];
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
