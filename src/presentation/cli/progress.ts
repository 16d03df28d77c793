import type { LiveFigures, ProgressEvent, ProgressListener } from '../../domain/progress.ts';
import { formatDuration, formatPower, formatShare } from '../report/format-quantity.ts';
import { joinLines, painter } from '../report/style.ts';
import { shorten } from '../report/wrap-text.ts';
import type { Output } from './terminal.ts';

/** A listener that shows what happens; `stop` ends the live line and gives the cursor back. Stopping twice is no error. */
export type Progress = ProgressListener & { stop(): void };

/** Twice a second is enough to see that something happens; every redraw disturbs the measurement. */
const REFRESH_MS = 500;
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const ERASE_TO_END = '\u001b[J';

type OpenPhase = { readonly name: string; readonly since: number; readonly expectedMs?: number };

/** What is going on: phases from the outside in, and the latest activity. */
type State = { readonly open: OpenPhase[]; activity: string };

/**
 * Shows progress: on a terminal one line for each phase that ended and, below, two lines that are redrawn; elsewhere
 * plain lines, without control characters.
 *
 * @param options.live cheap figures of this moment; called when a line is drawn
 * @param options.now milliseconds of a clock that never steps
 */
export function startProgress(options: {
  readonly output: Output;
  readonly live?: () => LiveFigures;
  readonly now?: () => number;
}): Progress {
  const now = options.now ?? (() => performance.now());
  const state: State = { open: [], activity: '' };
  const display = options.output.isTty ? liveDisplay(options, state, now) : plainDisplay(options.output);
  const listen = (event: ProgressEvent): void => {
    const finished = update(state, event, now);
    for (const line of finished) display.line(line);
    if (event.kind === 'phase-begin')
      display.begun(depthOf(state, event.name) + event.name, event.expectedMs);
  };
  return Object.assign(listen, { stop: () => display.stop() });
}

/** Takes the event into the state and returns what is to be said for good. */
function update(state: State, event: ProgressEvent, now: () => number): string[] {
  switch (event.kind) {
    case 'step':
      state.activity = event.text;
      return [event.text];
    case 'phase-begin': {
      const expected = event.expectedMs === undefined ? {} : { expectedMs: event.expectedMs };
      state.open.push({ name: event.name, since: now(), ...expected });
      state.activity = '';
      return [];
    }
    case 'phase-end': {
      const line = `${depthOf(state, event.name)}${event.name} ${formatDuration(event.durationMs * 1000)}`;
      const index = state.open.findIndex((phase) => phase.name === event.name);
      // A phase that ends takes along what was left open inside it.
      if (index !== -1) state.open.splice(index);
      state.activity = '';
      return [line];
    }
    case 'command-begin':
      state.activity = `${event.container}: ${event.note ?? event.text}`;
      return [];
    case 'command-end':
      state.activity = '';
      return [];
    case 'waiting':
      state.activity = `${event.container}: waiting for ${event.what}${waited(event.elapsedMs)}`;
      return [];
    case 'warning':
      return [`! ${event.warning.message}`];
    default:
      return event satisfies never;
  }
}

/** A wait is worth a number once it lasts. */
function waited(elapsedMs: number | undefined): string {
  return elapsedMs === undefined || elapsedMs < 1000 ? '' : ` (${wholeSeconds(elapsedMs)})`;
}

/** Two spaces for each phase that the named one is within. */
function depthOf(state: State, name: string): string {
  return '  '.repeat(
    Math.max(
      0,
      state.open.findIndex((phase) => phase.name === name),
    ),
  );
}

type Display = {
  /** Says something for good. */
  line(text: string): void;
  /** A phase or flow has begun; its name is indented by its depth. */
  begun(name: string, expectedMs: number | undefined): void;
  stop(): void;
};

/** A line of the given width that keeps its indent. */
function lineOf(text: string, width: number): string {
  const indent = text.length - text.trimStart().length;
  return ' '.repeat(indent) + shorten(text, width - indent);
}

function plainDisplay(output: Output): Display {
  return {
    line: (text) => output.write(joinLines([lineOf(text, Number.POSITIVE_INFINITY)], output)),
    begun: (name, expectedMs) =>
      output.write(`${name} begins${expectedMs === undefined ? '' : ` (${wholeSeconds(expectedMs)})`}\n`),
    stop: () => undefined,
  };
}

function liveDisplay(
  options: { readonly output: Output; readonly live?: () => LiveFigures },
  state: State,
  now: () => number,
): Display {
  const { output } = options;
  const paint = painter(output.color);
  let drawn = 0;
  let stopped = false;
  const up = (): string => (drawn > 1 ? `\u001b[${drawn - 1}A` : '');
  const erase = (): string => (drawn === 0 ? '' : `\r${up()}${ERASE_TO_END}`);
  const draw = (): void => {
    if (stopped) return;
    const lines = liveLines(state, options.live?.() ?? {}, now(), output.width - 1);
    const [first = '', ...rest] = lines;
    const text = joinLines(
      [paint(first, 'strong'), ...rest.map((line) => paint(line, 'quiet'))],
      output,
    ).trimEnd();
    output.write(erase() + text);
    drawn = lines.length;
  };
  const stop = (): void => {
    if (stopped) return;
    stopped = true;
    clearInterval(timer);
    process.removeListener('exit', stop);
    output.write(erase() + SHOW_CURSOR);
  };
  const timer = setInterval(draw, REFRESH_MS).unref();
  // Whatever ends the process, the cursor comes back.
  process.once('exit', stop);
  output.write(HIDE_CURSOR);
  return {
    line: (text) => {
      if (stopped) return;
      output.write(
        erase() +
          joinLines([paint(lineOf(text, output.width), text.startsWith('!') ? 'warn' : 'quiet')], output),
      );
      drawn = 0;
    },
    // The timer draws: events that come thick and fast cost nothing but a change of state.
    begun: () => undefined,
    stop,
  };
}

/** First what is measured and for how long, then what it does. */
function liveLines(state: State, live: LiveFigures, now: number, width: number): string[] {
  const outer = state.open[0];
  const inner = state.open.at(-1);
  const timed = inner?.expectedMs === undefined ? outer : inner;
  const parts = [
    state.open.map((phase) => phase.name).join(' '),
    ...(inner === undefined ? [] : [timeWords(now - (timed ?? inner).since, (timed ?? inner).expectedMs)]),
    ...(live.cpuUtilisation === undefined ? [] : [`CPU ${formatShare(live.cpuUtilisation)}`]),
    ...(live.powerUw === undefined ? [] : [formatPower(live.powerUw)]),
  ].filter((part) => part !== '');
  return [shorten(parts.join(' · '), width), shorten(state.activity, width - 2)]
    .filter((line) => line !== '')
    .map((line, index) => (index === 0 ? line : `  ${line}`));
}

function timeWords(elapsedMs: number, expectedMs: number | undefined): string {
  return expectedMs === undefined || elapsedMs > expectedMs
    ? wholeSeconds(elapsedMs)
    : `${wholeSeconds(expectedMs - elapsedMs)} left of ${wholeSeconds(expectedMs)}`;
}

function wholeSeconds(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return seconds < 100 ? `${seconds} s` : formatDuration(seconds * 1e6);
}
