import type { Flow, Scenario, Service } from '../../../domain/scenario.ts';

const service = (key: string): Service => ({
  key, containerName: key, image: 'busybox:1.35', environment: {}, labels: {}, networks: [], mounts: [], ports: [], dependsOn: [],
  limits: {}, setupCommands: [], folderDestination: '/tmp/repo', logStdout: true, logStderr: true, readNotesStdout: false,
  engineArgs: [],
});
const flow = (name: string, hidden: boolean): Flow => ({ name, container: 'web', hidden, commands: [] });

/** A small valid scenario with a warning. */
export const SHOP: Scenario = {
  name: 'Shop', file: '/repo/shop.yml', root: '/repo', resolvedText: '', variables: {}, services: [service('web'), service('db')],
  networks: [], volumes: [], flow: [flow('Warm up', true), flow('Buy', false)], customMetrics: {}, relations: {},
  warnings: [{ code: 'ignored-key', message: 'shop.yml:3: "restart" has no effect.' }],
};
