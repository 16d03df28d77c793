import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Flow, FlowCommand, Scenario, Service } from '../../../../src/domain/scenario.ts';

/** A service of `debian:bookworm-slim` that does nothing, with what a test changes. */
export function service(key: string, changes: Partial<Service> = {}): Service {
  return {
    key,
    containerName: key,
    image: 'debian:bookworm-slim',
    command: ['sleep', 'infinity'],
    environment: {},
    labels: {},
    networks: [],
    mounts: [],
    ports: [],
    dependsOn: [],
    limits: {},
    setupCommands: [],
    folderDestination: '/tmp/repo',
    logStdout: true,
    logStderr: true,
    readNotesStdout: false,
    engineArgs: [],
    stopGracePeriodMs: 0,
    ...changes,
  };
}

/** A shell command of a flow. */
export function sh(text: string, changes: Partial<FlowCommand> = {}): FlowCommand {
  return {
    type: 'console',
    argv: ['sh', '-c', text],
    text,
    detach: false,
    ignoreErrors: false,
    logStdout: true,
    logStderr: true,
    readNotesStdout: false,
    ...changes,
  };
}

export function flow(name: string, container: string, ...commands: FlowCommand[]): Flow {
  return { name, container, hidden: false, commands };
}

/** An empty folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'joulelab-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A scenario in an empty folder of its own. */
export function scenario(changes: Partial<Scenario> & Pick<Scenario, 'services' | 'flow'>): Scenario {
  const root = temporaryFolder();
  return {
    name: 'test',
    file: join(root, 'usage_scenario.yml'),
    root,
    resolvedText: '',
    variables: {},
    networks: [],
    volumes: [],
    customMetrics: {},
    relations: {},
    warnings: [],
    ...changes,
  };
}
