import type { Mark, RecordingControl } from '../../../../src/domain/recording.ts';
import { type Target, targetName } from '../../../../src/domain/target.ts';

/** A recording that keeps the marks and targets and samples nothing. Marks are 1 s apart: the clock is the fake. */
export type NoteTakingRecording = RecordingControl & {
  readonly marks: Mark[];
  readonly targets: Target[];
  /** What was called, in order: `mark LABEL`, `add NAME`, `remove NAME`. */
  readonly calls: string[];
};

export function noteTakingRecording(): NoteTakingRecording {
  const recording: NoteTakingRecording = {
    marks: [],
    targets: [],
    calls: [],
    async mark(label) {
      const id = recording.marks.length;
      const mark = { id, label, monoUs: id * 1e6, endMonoUs: id * 1e6 + 1, unixUs: 1.7e15 + id * 1e6 };
      recording.marks.push(mark);
      recording.calls.push(`mark ${label}`);
      return mark;
    },
    async addTarget(target) {
      recording.targets.push(target);
      recording.calls.push(`add ${targetName(target)}`);
      return false;
    },
    async removeTarget(name) {
      recording.calls.push(`remove ${name}`);
    },
  };
  return recording;
}
