import type { z } from 'zod';
import type { Path } from '../source/tree.ts';

type Issue = z.core.$ZodIssue;

/** A validator's issue as a scenario's author needs it: unions are already decided. */
export type Problem =
  | { readonly kind: 'unknown-key'; readonly path: Path }
  | { readonly kind: 'wrong-value'; readonly path: Path; readonly expected: string };

/**
 * Decides every union for the branch that the value was meant for: the only one whose own type fits, so that
 * `build: {contxt: .}` is an unknown key and not "neither a string nor a map".
 */
export function toProblems(issues: readonly Issue[], base: Path = []): readonly Problem[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key): Problem => ({ kind: 'unknown-key', path: [...path, key] }));
    }
    if (issue.code === 'invalid_union') {
      const branches = issue.errors.map((branch) => toProblems(branch, path));
      const meant = branches.filter((problems) => !problems.every((problem) => isAbout(problem, path)));
      const [only] = meant;
      if (only !== undefined && meant.length === 1) return only;
    }
    return [{ kind: 'wrong-value', path, expected: issue.message }];
  });
}

function isAbout(problem: Problem, path: Path): boolean {
  return problem.kind === 'wrong-value' && problem.path.length === path.length;
}
