import type { Flow, Service } from '../../domain/scenario.ts';
import { didYouMean } from '../nearest.ts';
import { isOn } from '../schema/scalars.ts';
import type { ScenarioData } from '../schema/scenario-schema.ts';
import { readFlowCommand } from './commands.ts';
import { textOf } from './defined.ts';
import type { Scope } from './scope.ts';

const PHASES = ['[BASELINE]', '[INSTALLATION]', '[BOOT]', '[IDLE]', '[RUNTIME]', '[REMOVE]'] as const;

/** The steps of the flow: names unique, containers known. A service's key stands for its container as well. */
export function readFlow(data: ScenarioData, services: readonly Service[], scope: Scope): readonly Flow[] {
  const containers = new Map(services.map((service) => [service.key, service.containerName]));
  for (const service of services) containers.set(service.containerName, service.containerName);
  const seen = new Map<string, number>();
  return (data.flow ?? []).map((step, index) => {
    const path = ['flow', index];
    // What is missing here is a fault of the schema already.
    const name = textOf(step.name) ?? '';
    const wanted = textOf(step.container) ?? '';
    const before = name === '' ? undefined : seen.get(name);
    if (before !== undefined)
      scope.fault([...path, 'name'], `"${name}" is the name of flow[${before}] already`);
    seen.set(name, before ?? index);
    const container = containers.get(wanted);
    if (container === undefined && wanted !== '' && !isUnread(wanted, data, scope)) {
      const hint =
        didYouMean(wanted, containers.keys()) ?? `There are: ${[...containers.keys()].join(', ')}.`;
      scope.fault([...path, 'container'], `there is no container "${wanted}"`, hint);
    }
    return {
      name,
      container: container ?? wanted,
      hidden: isOn(step.hidden),
      commands: (step.commands ?? []).map((command, at) =>
        readFlowCommand(command, [...path, 'commands', at], scope),
      ),
    };
  });
}

/** Whether the service may be one that could not be read: that is a fault already. */
function isUnread(container: string, data: ScenarioData, scope: Scope): boolean {
  const hasServices = data.services !== undefined && data.services !== null;
  return scope.isFaulty(hasServices ? ['services', container] : ['services']);
}

/** `pause-after-phase` must name a phase or a step of the flow, or it would never pause. */
export function checkPauses(services: readonly Service[], flow: readonly Flow[], scope: Scope): void {
  const phases = [...PHASES, ...flow.map((step) => step.name)];
  for (const { key, pauseAfterPhase } of services) {
    if (pauseAfterPhase === undefined || phases.includes(pauseAfterPhase)) continue;
    const hint = didYouMean(pauseAfterPhase, phases) ?? `There are: ${phases.join(', ')}.`;
    scope.fault(['services', key, 'pause-after-phase'], `there is no phase "${pauseAfterPhase}"`, hint);
  }
}
