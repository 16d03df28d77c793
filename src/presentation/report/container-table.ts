import type { ContainerFacts } from '../../domain/run.ts';
import { formatBytes } from './format-quantity.ts';
import type { Cell, Table } from './table.ts';

/** Which container ran what, under which runtime, with which limits. */
export function containerTable(containers: readonly ContainerFacts[]): Table {
  return {
    columns: [
      { header: ['container'], align: 'left' },
      { header: ['image'], align: 'left', shrinks: true },
      { header: ['runtime'], align: 'left' },
      { header: ['CPUs'], align: 'right' },
      { header: ['memory'], align: 'right' },
    ],
    rows: containers.map((container): Cell[] => [
      { text: container.name },
      { text: container.image },
      { text: [container.runtime, container.runtimeVersion].filter(Boolean).join(' ') },
      { text: String(container.cpus) },
      { text: formatBytes(container.memoryBytes) },
    ]),
  };
}
