import picocolors from 'picocolors';

/** How a text is to look; what a tone means is decided here alone. */
export type Tone = 'plain' | 'heading' | 'strong' | 'quiet' | 'good' | 'bad' | 'warn' | 'bar';

export type RenderOptions = {
  readonly color: boolean;
  /** Columns of the terminal; nothing is printed wider where words allow it. */
  readonly width: number;
  /** False for terminals that show ASCII only. Default true. */
  readonly unicode?: boolean;
};

export type Painter = (text: string, tone: Tone) => string;

/** Paints with ANSI colours, or leaves the text alone. */
export function painter(color: boolean): Painter {
  const colors = picocolors.createColors(color);
  const paints: Record<Tone, (text: string) => string> = {
    plain: (text) => text,
    heading: (text) => colors.bold(text),
    strong: (text) => colors.bold(text),
    quiet: (text) => colors.dim(text),
    good: (text) => colors.green(text),
    bad: (text) => colors.red(text),
    warn: (text) => colors.yellow(text),
    bar: (text) => colors.cyan(text),
  };
  return (text, tone) => (text === '' ? text : paints[tone](text));
}

const ASCII: Readonly<Record<string, string>> = {
  '·': '-',
  '–': '-',
  '…': '~',
  µ: 'u',
  '≈': '~',
  '±': '~',
  '×': 'x',
  '≥': '>',
  '█': '#',
  '▌': '=',
  '✓': '+',
  '✗': 'x',
  '∞': 'H',
  '≠': '!',
};

/** Lines as one text that ends with a line break; in ASCII, character for character, where Unicode is not shown. */
export function joinLines(lines: readonly string[], options: RenderOptions): string {
  const text = `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
  return options.unicode === false ? text.replace(/[·–…µ≈±×≥█▌✓✗∞≠]/g, (sign) => ASCII[sign] ?? sign) : text;
}
