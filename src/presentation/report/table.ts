import type { Painter, Tone } from './style.ts';
import { shorten } from './wrap-text.ts';

/** A cell: text, or a bar as a fraction of the widest one. */
export type Cell = { readonly text: string; readonly tone?: Tone } | { readonly bar: number };

export type Column = {
  /** Lines of the header, the last one directly above the values. */
  readonly header: readonly string[];
  readonly align: 'left' | 'right';
  /** Gives way when the table is too wide. */
  readonly shrinks?: boolean;
};

/** A table as data: what is in it is decided before how it is drawn. */
export type Table = { readonly columns: readonly Column[]; readonly rows: readonly (readonly Cell[])[] };

/** A column of numbers. */
export function rightColumn(...header: string[]): Column {
  return { header, align: 'right' };
}

const GAP = 2;
const INDENT = 2;
const NARROWEST = 8;
const LONGEST_BAR = 20;
const SHORTEST_BAR = 4;

/**
 * Draws a table no wider than `width`. Bars take what is left over and vanish when that is too little; a table that does
 * not fit even so is drawn in two parts, each with the first column.
 */
export function layoutTable(table: Table, width: number, paint: Painter): string[] {
  const widths = columnWidths(table, width);
  const drawn = INDENT + widths.reduce((sum, each) => sum + (each > 0 ? each + GAP : 0), 0) - GAP;
  if (drawn > width && table.columns.length > 2) {
    const middle = Math.floor(table.columns.length / 2);
    const parts = [columnsOf(table, 1, middle), columnsOf(table, middle, table.columns.length)];
    return parts.flatMap((part) => layoutTable(part, width, paint));
  }
  const headerHeight = Math.max(...table.columns.map((column) => column.header.length));
  const header = Array.from({ length: headerHeight }, (_, line) =>
    table.columns.map(
      (column): Cell => ({
        text: column.header[line - headerHeight + column.header.length] ?? '',
        tone: 'quiet',
      }),
    ),
  );
  return [...header, ...table.rows].map((row) => drawRow(row, table.columns, widths, paint));
}

/** The first column and those from `from` to before `to`. */
function columnsOf(table: Table, from: number, to: number): Table {
  const pick = <T>(cells: readonly T[]): T[] => [...cells.slice(0, 1), ...cells.slice(from, to)];
  return { columns: pick(table.columns), rows: table.rows.map(pick) };
}

function columnWidths(table: Table, width: number): number[] {
  const natural = table.columns.map((column, index) =>
    Math.max(...column.header.map((line) => line.length), ...table.rows.map((row) => textWidth(row[index]))),
  );
  const bars = table.columns.map((_, index) => table.rows.some((row) => isBar(row[index])));
  const used = INDENT + natural.reduce((sum, each, index) => sum + (bars[index] ? 0 : each + GAP), 0) - GAP;
  const left = width - used - GAP;
  return natural.map((each, index) => {
    if (bars[index]) return left < SHORTEST_BAR ? 0 : Math.min(LONGEST_BAR, left);
    return table.columns[index]?.shrinks ? Math.max(NARROWEST, Math.min(each, each + width - used)) : each;
  });
}

function drawRow(
  row: readonly Cell[],
  columns: readonly Column[],
  widths: readonly number[],
  paint: Painter,
): string {
  const cells = row.map((cell, index) => {
    const room = widths[index] ?? 0;
    if (isBar(cell)) return paint(drawBar(cell.bar, room), 'bar');
    const text = cell.text.length > room ? shortenKeepingIndent(cell.text, room) : cell.text;
    const space = ' '.repeat(Math.max(0, room - text.length));
    const painted = paint(text, cell.tone ?? 'plain');
    return columns[index]?.align === 'right' ? space + painted : painted + space;
  });
  return (' '.repeat(INDENT) + cells.join(' '.repeat(GAP))).trimEnd();
}

/** A bar in steps of half a character; what is there but too small to draw shows as half a one. */
function drawBar(fraction: number, room: number): string {
  if (!(fraction > 0) || room === 0) return '';
  const halves = Math.max(1, Math.round(Math.min(1, fraction) * room * 2));
  return '█'.repeat(Math.floor(halves / 2)) + (halves % 2 === 1 ? '▌' : '');
}

function shortenKeepingIndent(text: string, room: number): string {
  const indent = text.length - text.trimStart().length;
  return ' '.repeat(indent) + shorten(text, room - indent);
}

function isBar(cell: Cell | undefined): cell is { readonly bar: number } {
  return cell !== undefined && 'bar' in cell;
}

function textWidth(cell: Cell | undefined): number {
  return cell === undefined || isBar(cell) ? 0 : cell.text.length;
}
