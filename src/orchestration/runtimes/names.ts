import type { RuntimeEntry } from '../engine/engine.ts';
import type { Installation } from './runtime.ts';

/** What can name a runtime's program: the configured path, the shim's type or path, and a shim name that the engine does not list. */
export function programsOf({ name, path, runtimeType }: RuntimeEntry): string[] {
  const shim = name.includes('.') ? [name] : [];
  return [path, runtimeType, ...shim].flatMap((each) =>
    each === undefined ? [] : [each.split('/').at(-1) ?? ''],
  );
}

/** Whether the entry's program, or its name where it tells no program, matches. */
export function isCalled(entry: RuntimeEntry, pattern: RegExp): boolean {
  const programs = programsOf(entry);
  return programs.length === 0 ? pattern.test(entry.name) : programs.some((each) => pattern.test(each));
}

/** How the engine would list it once it is set up. */
export function entryToCome({ name, daemonEntry }: Installation): RuntimeEntry {
  const { path, runtimeType } = daemonEntry ?? {};
  return {
    name,
    args: [],
    ...(typeof path === 'string' ? { path } : {}),
    ...(typeof runtimeType === 'string' ? { runtimeType } : {}),
  };
}
