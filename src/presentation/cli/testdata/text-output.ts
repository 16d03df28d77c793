import type { Output, Terminal } from '../terminal.ts';

/** An output that keeps what is written. */
export function textOutput(more: Partial<Output> = {}): Output & { text(): string } {
  let written = '';
  return {
    color: false,
    width: 80,
    unicode: true,
    isTty: false,
    ...more,
    write: (text) => {
      written += text;
    },
    text: () => written,
  };
}

export function textTerminal(): Terminal & { stdout: ReturnType<typeof textOutput>; stderr: ReturnType<typeof textOutput> } {
  return { stdout: textOutput(), stderr: textOutput() };
}
