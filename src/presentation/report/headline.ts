import type { RunReport } from '../../domain/report.ts';
import type { EngineFacts, MachineFacts, Subject } from '../../domain/run.ts';
import { formatBytes, formatDuration } from './format-quantity.ts';
import { formatWhen } from './format-when.ts';
import type { Painter, Tone } from './style.ts';
import { fillLines, shorten } from './wrap-text.ts';

const STATUS_TONES: Readonly<Record<RunReport['run']['status'], Tone>> = {
  completed: 'good',
  failed: 'bad',
  running: 'warn',
};

/** Name and status on one line, below it when, how long and on what machine. */
export function headline(run: RunReport['run'], width: number, paint: Painter): string[] {
  const name = shorten(run.name, width - run.status.length - 2);
  const space = ' '.repeat(Math.max(2, width - name.length - run.status.length));
  const facts = [
    `run ${run.id}`,
    formatWhen(run.startedUnixUs),
    ...(run.endedUnixUs === undefined ? [] : [`took ${formatDuration(run.endedUnixUs - run.startedUnixUs)}`]),
    ...(run.settings.quick ? ['quick'] : []),
    ...(run.batch === undefined ? [] : [`run ${run.batch.position} of ${run.batch.size}`]),
  ];
  return [
    paint(name, 'strong') + space + paint(run.status, STATUS_TONES[run.status]),
    ...[facts, sourceParts(run.subject), machineParts(run.machine, run.engine)]
      .flatMap((parts) => fillLines(parts, ' · ', width))
      .map((line) => paint(line, 'quiet')),
  ];
}

/** Repository and commit that were measured, as far as they are known. */
function sourceParts(subject: Subject): string[] {
  if (subject.kind !== 'scenario') return [];
  const { uri, file, branch, commit, dirty } = subject;
  return [
    ...(uri === undefined ? [] : [uri, file]),
    ...(branch === undefined ? [] : [branch]),
    ...(commit === undefined ? [] : [`commit ${commit.slice(0, 12)}${dirty === true ? ' and changes' : ''}`]),
  ];
}

/** What a reader must know of the machine: CPU, threads, memory, whether it is virtual, kernel and engine. */
export function machineParts(machine: MachineFacts, engine?: EngineFacts): string[] {
  return [
    machine.cpuModel ?? machine.hostname,
    `${machine.threads} ${machine.threads === 1 ? 'thread' : 'threads'}`,
    formatBytes(machine.memoryBytes),
    ...(machine.virtualMachine ? ['virtual machine'] : []),
    `Linux ${machine.kernel}`,
    ...(engine === undefined ? [] : [`${engine.name} ${engine.version}`]),
  ];
}
