import type { Warning } from './warnings.ts';

/** What happens while a run goes on, for whoever shows it. Emitted outside the measured work as far as possible. */
export type ProgressEvent =
  | { readonly kind: 'step'; readonly text: string }
  /** `expectedMs` is absent where nobody can know. */
  | {
      readonly kind: 'phase-begin';
      readonly name: string;
      readonly parent?: string;
      readonly expectedMs?: number;
    }
  | { readonly kind: 'phase-end'; readonly name: string; readonly durationMs: number }
  | {
      readonly kind: 'command-begin';
      readonly container: string;
      readonly text: string;
      readonly note?: string;
    }
  | { readonly kind: 'command-end'; readonly container: string; readonly exitCode: number }
  /** Told again every few seconds while it lasts. */
  | {
      readonly kind: 'waiting';
      readonly container: string;
      readonly what: string;
      readonly elapsedMs?: number;
    }
  | { readonly kind: 'warning'; readonly warning: Warning };

export type ProgressListener = (event: ProgressEvent) => void;

/** What the machine does at this moment, for the progress line. Absent is unknown. */
export type LiveFigures = { readonly cpuUtilisation?: number; readonly powerUw?: number };
