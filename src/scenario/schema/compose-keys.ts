import type { Path } from '../source/tree.ts';

/**
 * Keys of Compose that are accepted without effect, by path (`*` is any key or index), with the reason that the warning
 * gives. They are in the schema, so that editors know them.
 */
export const NO_EFFECT: Readonly<Record<string, string>> = {
  'networks.*.name': 'the network has a name of its own in each run',
  'networks.*.external': 'joulelab creates a network of its own for each run',
  'networks.*.attachable': 'nothing else joins the network',
  'networks.*.labels': 'only joulelab’s own labels are set',
  'networks.*.enable_ipv4': 'the engine decides',
  'networks.*.enable_ipv6': 'the engine decides',
  'networks.*.driver_opts': 'the bridge has the engine’s own settings',
  'networks.*.ipam.driver': 'the engine’s own is used',
  'networks.*.ipam.options': 'the engine’s own are used',
  'networks.*.ipam.config.*.gateway': 'the engine chooses it',
  'networks.*.ipam.config.*.ip_range': 'the whole subnet is used',
  'networks.*.ipam.config.*.aux_addresses': 'nothing else joins the network',
  'volumes.*.name': 'the volume has a name of its own in each run',
  'volumes.*.labels': 'only joulelab’s own labels are set',
  'services.*.logging': 'joulelab keeps what containers print itself',
  'services.*.develop': 'nothing is watched while joulelab measures',
  'services.*.attach': 'joulelab keeps what containers print',
  'services.*.memswap_limit': 'the swap limit always equals the memory limit',
  'services.*.secrets.*.uid': 'the file keeps its owner',
  'services.*.secrets.*.gid': 'the file keeps its owner',
  'services.*.secrets.*.mode': 'the file keeps its permissions',
  'services.*.configs.*.uid': 'the file keeps its owner',
  'services.*.configs.*.gid': 'the file keeps its owner',
  'services.*.configs.*.mode': 'the file keeps its permissions',
  'services.*.deploy.mode': 'every service has one container',
  'services.*.deploy.endpoint_mode': 'there is no swarm',
  'services.*.deploy.labels': 'there is no swarm',
  'services.*.deploy.placement': 'there is one machine',
  'services.*.deploy.restart_policy': 'a container that ends stays ended',
  'services.*.deploy.update_config': 'there is no swarm',
  'services.*.deploy.rollback_config': 'there is no swarm',
  'services.*.deploy.resources.reservations.cpus': 'only limits are set',
  'services.*.deploy.resources.reservations.memory': 'only limits are set',
  'services.*.build.cache_from': 'the engine’s own cache is used',
  'services.*.build.cache_to': 'the engine’s own cache is used',
  'services.*.build.labels': 'the built image keeps its own labels',
  'services.*.build.tags': 'the built image has a name of joulelab’s',
  'services.*.build.no_cache': 'use joulelab run --no-cache',
  'services.*.build.pull': 'use joulelab run --pull always',
  'services.*.build.platforms': 'the image is built for this machine, or for platform',
  'services.*.build.provenance': 'no attestation is made',
  'services.*.build.sbom': 'no attestation is made',
  'services.*.networks.*.ipv6_address': 'the engine chooses it',
  'services.*.networks.*.link_local_ips': 'the engine chooses them',
  'services.*.networks.*.mac_address': 'the engine chooses it',
  'services.*.networks.*.driver_opts': 'the engine’s own settings are used',
  'services.*.networks.*.interface_name': 'the engine chooses it',
  'services.*.networks.*.priority': 'networks are joined in the order given',
  'services.*.networks.*.gw_priority': 'the engine decides',
};

/** Keys of Compose that are refused, with what to do instead. */
const REFUSED: Readonly<Record<string, string>> = {
  include: 'Include all files in the scenario: compose-file: [!include a.yml, !include b.yml].',
  models: 'Start the model in a service of its own.',
  'services.*.blkio_config': 'Use docker-run-args: ["--device-read-bps=DEVICE:RATE"].',
  'services.*.configs.*.environment': 'Write the value to a file and use file.',
  'services.*.cpu_count': 'Use cpus.',
  'services.*.cpu_percent': 'Use cpus.',
  'services.*.cpu_period': 'Use cpus: quota divided by period.',
  'services.*.cpu_quota': 'Use cpus: quota divided by period.',
  'services.*.cpu_rt_period': 'Use cpus.',
  'services.*.cpu_rt_runtime': 'Use cpus.',
  'services.*.deploy.replicas': 'Only 1: write a service for each replica.',
  'services.*.scale': 'Only 1: write a service for each replica.',
  'services.*.deploy.resources.reservations.devices':
    'Write devices: [] here, or give the machine’s GPUs with docker-run-args: ["--gpus all"] and --allow-unsafe.',
  'services.*.external_links': 'Add the other container as a service.',
  'services.*.gpus': 'Use docker-run-args: ["--gpus all"] and --allow-unsafe.',
  'services.*.label_file': 'Use labels.',
  'services.*.post_start': 'Use setup-commands.',
  'services.*.pre_stop': 'Make it the last step of the flow.',
  'services.*.provider': 'Start it as a service with an image.',
  'services.*.models': 'Start the model in a service of its own.',
  'services.*.use_api_socket': 'Use docker-run-args: ["--use-api-socket"] and --allow-unsafe.',
  'services.*.volumes_from': 'List the same volumes in both services.',
  'services.*.build.dockerfile_inline': 'Write it to a file and use dockerfile.',
  'services.*.build.additional_contexts': 'Put what is needed below context.',
  'services.*.build.ssh': 'Fetch what is needed before, and copy it from the context.',
  'services.*.build.secrets': 'Fetch what is needed before, and copy it from the context.',
  'services.*.build.network': 'The engine’s default is used: leave it out.',
  'services.*.build.extra_hosts': 'Leave it out: an image should build without.',
  'services.*.build.shm_size': 'Leave it out: the engine’s default is used.',
  'services.*.build.ulimits': 'Leave it out: the engine’s default is used.',
  'services.*.build.privileged': 'Leave it out: an image is built without privileges.',
  'services.*.build.entitlements': 'Leave it out: an image is built without privileges.',
  'services.*.build.isolation': 'Leave it out: it is for Windows.',
  'services.*.isolation': 'Leave it out: it is for Windows.',
  'services.*.credential_spec': 'Leave it out: it is for Windows.',
  'volumes.*.driver_opts':
    'It can show any folder of the machine: mount a folder, ./FOLDER:/TARGET, in place of the volume.',
  'volumes.*.external':
    'joulelab creates its volumes and starts with empty ones: write NAME: {} in the scenario, and fill it with setup-commands.',
  'secrets.*.environment': 'Write the value to a file and use file.',
  'secrets.*.external': 'Use file.',
  'configs.*.environment': 'Write the value to a file and use file.',
  'configs.*.content': 'Write it to a file and use file.',
  'configs.*.external': 'Use file.',
};

/** Whether `path` fits `pattern` (`services.*.build`). */
export function fitsPattern(path: Path, pattern: string): boolean {
  const steps = pattern.split('.');
  return steps.length === path.length && steps.every((step, at) => step === '*' || step === String(path[at]));
}

/** What to do about a key of Compose that joulelab does not know, or undefined where it is none. */
export function refusedKeyHint(path: Path): string | undefined {
  return Object.entries(REFUSED).find(([pattern]) => fitsPattern(path, pattern))?.[1];
}
