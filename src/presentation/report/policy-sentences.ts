import type { ContainerFacts } from '../../domain/run.ts';

/**
 * What stands behind a runtime's name, and what was done differently because of it: each sentence once, with the containers that it
 * is about.
 */
export function policySentences(containers: readonly ContainerFacts[]): string[] {
  const said = new Set(containers.flatMap(({ policies = [] }) => policies));
  const policies = [...said].map((sentence) => {
    const about = containers.filter((one) => one.policies?.includes(sentence));
    const runtimes = [...new Set(about.map(({ runtime }) => runtime))].join(', ');
    const names = about.length === containers.length ? '' : ` (${about.map(({ name }) => name).join(', ')})`;
    return `${runtimes}${names}: ${sentence}.`;
  });
  return [...programs(containers), ...policies];
}

/** Which program a runtime's name stands for; of runc, which every engine brings along, only one with arguments. */
function programs(containers: readonly ContainerFacts[]): string[] {
  const sentences = containers.flatMap(({ runtime, runtimeBinary, runtimeArgs = [] }) => {
    if (runtimeBinary === undefined || (runtimeBinary === 'runc' && runtimeArgs.length === 0)) return [];
    return [`${runtime} is ${[runtimeBinary, ...runtimeArgs].join(' ')}.`];
  });
  return [...new Set(sentences)];
}
