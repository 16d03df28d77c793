import { joinLines, painter, type RenderOptions } from './style.ts';

/** What a clean-up removed and what it could not, in words such as `container joulelab-3f9c-web`. */
export type CleanupSummary = {
  readonly removed: readonly string[];
  readonly failed: readonly { readonly what: string; readonly why: string }[];
};

/** One line for each thing, or that there was nothing to do. */
export function renderCleanup(summary: CleanupSummary, options: RenderOptions): string {
  const paint = painter(options.color);
  if (summary.removed.length + summary.failed.length === 0) return 'Nothing was left over.\n';
  return joinLines(
    [
      ...summary.removed.map((what) => `removed ${what}`),
      ...summary.failed.map(({ what, why }) => paint(`could not remove ${what}: ${why}`, 'bad')),
    ],
    options,
  );
}
