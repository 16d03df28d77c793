import type { Network, Service } from '../../domain/scenario.ts';
import { isOn } from '../schema/scalars.ts';
import type { ScenarioData } from '../schema/scenario-schema.ts';
import type { ServiceData } from '../schema/service-schema.ts';
import type { Path } from '../source/tree.ts';
import { parseDurationMs } from '../values/duration.ts';
import { readAssignments, readLabels } from './assignments.ts';
import { readSetupCommand } from './commands.ts';
import { defined, textOf } from './defined.ts';
import { readDependsOn } from './depends-on.ts';
import { type RunArguments, readRunArguments } from './docker-run-args.ts';
import { readEngineOptions } from './engine-options.ts';
import { readEnvFiles } from './env-files.ts';
import { readHealthcheck } from './healthcheck.ts';
import { builtImageName, readBuild } from './image-build.ts';
import { readLimits } from './limits.ts';
import { isTarget, readMounts } from './mounts.ts';
import { readNamedFiles } from './named-files.ts';
import { readServiceNetworks } from './networks.ts';
import { readPorts } from './ports.ts';
import type { Scope } from './scope.ts';
import { readWords } from './words.ts';

const IMAGE = /^[a-zA-Z0-9][\w.:/@-]*$/;

/** What a service may refer to. */
export type Surroundings = {
  readonly services: readonly string[];
  readonly networks: readonly Network[];
  readonly volumes: ReadonlySet<string>;
  /** The whole scenario, for what is declared at its top. */
  readonly data: ScenarioData;
};

/** A service together with the volumes without a name that its mounts need. */
export type BuiltService = { readonly service: Service; readonly anonymous: readonly string[] };

/** One entry of `services` as the domain has it; faults go to the scope's findings. */
export function readService(
  key: string,
  data: ServiceData,
  around: Surroundings,
  scope: Scope,
): BuiltService {
  const path = ['services', key];
  const at = (name: string): Path => [...path, name];
  const args = readRunArguments(
    data['docker-run-args'] ?? [],
    at('docker-run-args'),
    key,
    around.volumes,
    scope,
  );
  const mounts = readMounts(data.volumes ?? [], at('volumes'), key, around.volumes, scope);
  const words = (name: 'command' | 'entrypoint') => {
    const value = data[name];
    return value === null || value === undefined ? undefined : readWords(value, at(name), scope);
  };
  const service: Service = defined({
    key,
    containerName: textOf(data.container_name) ?? key,
    ...readImage(key, data, path, scope),
    command: words('command'),
    entrypoint: words('entrypoint'),
    environment: {
      ...readEnvFiles(data.env_file, at('env_file'), scope),
      ...readAssignments(data.environment, at('environment'), scope),
      ...args.environment,
    },
    labels: { ...readLabels(data.labels, at('labels'), scope), ...args.labels },
    networks: readServiceNetworks(data.networks, at('networks'), around.networks, scope),
    mounts: [
      ...mounts.mounts,
      ...args.mounts,
      ...readNamedFiles('secrets', data, path, around.data, scope),
      ...readNamedFiles('configs', data, path, around.data, scope),
    ],
    ports: readPorts(data.ports, at('ports'), scope),
    dependsOn: readDependsOn(data.depends_on, at('depends_on'), around, scope),
    healthcheck: readHealthcheck(data.healthcheck, at('healthcheck'), scope),
    limits: readLimits(data, path, args.limits, scope),
    runtime: readRuntime(data, args, scope),
    setupCommands: (data['setup-commands'] ?? []).map((command, index) =>
      readSetupCommand(command, [...path, 'setup-commands', index], scope),
    ),
    folderDestination: readFolderDestination(data, at('folder-destination'), scope),
    logStdout: isOn(data['log-stdout'] ?? true),
    logStderr: isOn(data['log-stderr'] ?? true),
    readNotesStdout: isOn(data['read-notes-stdout']),
    engineArgs: [...readEngineOptions(data, path, scope), ...mounts.engineArgs, ...args.engineArgs],
    pullPolicy: pullPolicy(data),
    pauseAfterPhase: textOf(data['pause-after-phase']),
    stopGracePeriodMs: parseDurationMs(textOf(data.stop_grace_period) ?? ''),
  });
  if (service.readNotesStdout && !service.logStdout) {
    scope.fault(
      at('read-notes-stdout'),
      'notes can only be read from a stdout that is kept',
      'Remove log-stdout: false.',
    );
  }
  return { service, anonymous: [...mounts.anonymous, ...args.anonymous] };
}

function readImage(
  key: string,
  data: ServiceData,
  path: Path,
  scope: Scope,
): Pick<Service, 'image' | 'build'> {
  const image = textOf(data.image);
  if (image !== undefined && !IMAGE.test(image)) {
    scope.fault([...path, 'image'], `"${image}" is no name of an image`);
  }
  if (data.build === null || data.build === undefined) {
    if (image === undefined && !scope.isFaulty([...path, 'image']) && !scope.isFaulty([...path, 'build'])) {
      scope.findings.fault(scope.keyPlace(path), `${scope.label(path)} has neither "image" nor "build"`);
    }
    return { image: image ?? key };
  }
  const { faults, unsafe } = scope.findings;
  const before = faults.length + unsafe.length;
  const buildPath = [...path, 'build'];
  if (scope.isFaulty(buildPath)) return { image: image ?? key };
  const build = readBuild(data.build, buildPath, scope);
  if (build === undefined && image === undefined && faults.length + unsafe.length === before) {
    scope.fault(buildPath, 'nothing is left to run when the build is dropped');
  }
  return build === undefined ? { image: image ?? key } : { image: builtImageName(key, build), build };
}

function readFolderDestination(data: ServiceData, path: Path, scope: Scope): string {
  const given = textOf(data['folder-destination']);
  return given !== undefined && isTarget(given, path, scope) ? given : '/tmp/repo';
}

function readRuntime(data: ServiceData, args: RunArguments, scope: Scope): string | undefined {
  const own = textOf(data.runtime);
  if (args.runtime !== undefined && own !== undefined && args.runtime.name !== own) {
    scope.fault(
      args.runtime.path,
      `the runtime "${args.runtime.name}" differs from "${own}" in runtime`,
      'Give it once.',
    );
  }
  return own ?? args.runtime?.name;
}

function pullPolicy(data: ServiceData): Service['pullPolicy'] | undefined {
  const given = data.pull_policy;
  if (given === null || given === undefined || given === 'build') return undefined;
  return given === 'if_not_present' ? 'missing' : given;
}
