import type { FlowCommand, SetupCommand } from '../../domain/scenario.ts';
import { redactText } from '../safety/redact.ts';
import { isOn } from '../schema/scalars.ts';
import type { FlowCommandData } from '../schema/scenario-schema.ts';
import type { SetupCommandData } from '../schema/service-parts.ts';
import type { Path } from '../source/tree.ts';
import { shellCommand } from '../values/shell-command.ts';
import { defined, textOf } from './defined.ts';
import type { Scope } from './scope.ts';
import { readWords } from './words.ts';

type Text = string | number | boolean;
type Command = {
  readonly command?: Text | null | undefined;
  readonly shell?: Text | null | undefined;
  readonly 'shell-options'?: Text | readonly Text[] | null | undefined;
};

/** One of `setup-commands`: a text, or a map as in a flow. */
export function readSetupCommand(value: SetupCommandData, path: Path, scope: Scope): SetupCommand {
  if (typeof value !== 'object') {
    const argv = readWords(value, path, scope);
    if (argv.length === 0) scope.fault(path, 'the command is empty');
    return { argv, text: redactText(String(value)), detach: false };
  }
  return {
    argv: readArgv(value, path, scope),
    text: redactText(textOf(value.command) ?? ''),
    detach: isOn(value.detach),
  };
}

/** One of a flow's `commands`. Both streams are kept unless switched off. */
export function readFlowCommand(value: FlowCommandData, path: Path, scope: Scope): FlowCommand {
  const isPlaywright = value.type === 'playwright';
  if (isPlaywright && value.shell !== undefined && value.shell !== null) {
    scope.fault([...path, 'shell'], 'a playwright command runs in the browser, not in a shell');
  }
  const logStdout = isOn(value['log-stdout'] ?? true);
  const readNotesStdout = isOn(value['read-notes-stdout']);
  if (readNotesStdout && !logStdout) {
    scope.fault(
      [...path, 'read-notes-stdout'],
      'notes can only be read from a stdout that is kept',
      'Remove log-stdout: false.',
    );
  }
  return defined({
    type: value.type ?? 'console',
    argv: isPlaywright ? [textOf(value.command) ?? ''] : readArgv(value, path, scope),
    text: redactText(textOf(value.command) ?? ''),
    detach: isOn(value.detach),
    note: textOf(value.note),
    ignoreErrors: isOn(value['ignore-errors']),
    logStdout,
    logStderr: isOn(value['log-stderr'] ?? true),
    readNotesStdout,
  });
}

function readArgv(value: Command, path: Path, scope: Scope): readonly string[] {
  const command = textOf(value.command);
  // A missing command is a fault of the schema already.
  if (command === undefined) return [];
  const options = value['shell-options'];
  if (command.trim() === '') scope.fault([...path, 'command'], 'the command is empty');
  if (value.shell === null || value.shell === undefined) {
    if (options !== null && options !== undefined) {
      scope.fault(
        [...path, 'shell-options'],
        'shell-options have a meaning only with shell',
        'Add shell: bash.',
      );
    }
    return readWords(command, [...path, 'command'], scope);
  }
  const shell = readWords(value.shell, [...path, 'shell'], scope);
  if (shell.length === 0) scope.fault([...path, 'shell'], 'expected a shell, got an empty text');
  if (options === null || options === undefined) return shellCommand(shell, command);
  return shellCommand(shell, command, readWords(options, [...path, 'shell-options'], scope));
}
