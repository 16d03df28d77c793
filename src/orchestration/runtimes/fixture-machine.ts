import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { kernelRoots } from '../../domain/environment.ts';
import type { EngineFacts } from '../../domain/run.ts';
import type { Engine } from '../engine/engine.ts';
import type { RuntimeHost } from './runtime.ts';

/** Another machine and its engine, for tests: files by their path below the root, and what differs from a usual engine. */
export function fixtureMachine(
  files: Readonly<Record<string, string>> = {},
  facts: Partial<EngineFacts> = {},
): RuntimeHost {
  const root = mkdtempSync(join(tmpdir(), 'joulelab-machine-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const host = facts.socket ?? 'unix:///var/run/docker.sock';
  // Runtimes read what the engine said of itself; none of them talks to it.
  const engine = {
    facts: {
      name: 'Docker',
      version: '28.2.2',
      apiVersion: '1.50',
      socket: host,
      rootless: false,
      storageDriver: 'overlay2',
      cgroupDriver: 'systemd',
      ...facts,
    },
    host,
    runtimes: [],
    defaultRuntime: 'runc',
  };
  return { env: { roots: kernelRoots(root) }, engine: engine as unknown as Engine };
}
