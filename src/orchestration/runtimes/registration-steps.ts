import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { daemonJsonPath } from './daemon-json.ts';
import type { Installation, RuntimeHost } from './runtime.ts';
import type { SetupStep } from './setup-steps.ts';

const object = z.record(z.string(), z.unknown());

/** What lies at the path of the engine's configuration. `unseen`: the engine is on another machine, or this user may not read it. */
type Found =
  | { readonly kind: 'missing' | 'unseen' | 'broken' }
  | { readonly kind: 'there'; readonly content: Readonly<Record<string, unknown>> };

/** How a runtime gets into the engine's daemon.json: all of the file where it can be merged, the entry alone where it cannot. */
export function registrationSteps({ name, daemonEntry }: Installation, host: RuntimeHost): SetupStep[] {
  if (daemonEntry === undefined) return [];
  const path = daemonJsonPath(host);
  const found = findConfiguration(path, host);
  const content = found.kind === 'there' ? found.content : {};
  const runtimes = object.safeParse(content['runtimes'] ?? {}).data ?? {};
  if (Object.hasOwn(runtimes, name))
    return [
      {
        title: `Register it: ${path} has an entry ${name} already`,
        lines: [JSON.stringify({ [name]: runtimes[name] })],
      },
      reload(host),
    ];
  const merged = { ...content, runtimes: { ...runtimes, [name]: daemonEntry } };
  return [
    { title: TITLES[found.kind](path), lines: JSON.stringify(merged, null, 2).split('\n') },
    reload(host),
  ];
}

const TITLES: Readonly<Record<Found['kind'], (path: string) => string>> = {
  missing: (path) => `Register it: write ${path}`,
  there: (path) => `Register it: the whole of ${path}, with what it has now`,
  unseen: (path) => `Register it: add this to ${path} on the engine's machine, if it is there`,
  broken: (path) => `Register it: mend ${path}, which is no valid JSON object, and add this to it`,
};

function findConfiguration(path: string, { engine }: RuntimeHost): Found {
  if (!engine.host.startsWith('unix://')) return { kind: 'unseen' };
  try {
    const text = readFileSync(path, 'utf8').trim();
    if (text === '') return { kind: 'missing' };
    const parsed = object.safeParse(JSON.parse(text));
    return parsed.success ? { kind: 'there', content: parsed.data } : { kind: 'broken' };
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return { kind: 'broken' };
    return { kind: (thrown as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'unseen' };
  }
}

function reload({ engine }: RuntimeHost): SetupStep {
  return {
    title: 'Let the engine read it; containers go on running',
    lines: [
      engine.facts.rootless
        ? 'systemctl --user reload docker   # or: kill -HUP $(pgrep -U $USER dockerd)'
        : 'sudo systemctl reload docker   # without systemd: sudo kill -HUP $(pidof dockerd)',
    ],
  };
}
