import { joinLines, painter, type RenderOptions } from './style.ts';

/** Steps to copy; nothing has been done. */
export type ShownSetup = {
  readonly title: string;
  readonly distribution: string;
  readonly steps: readonly { readonly title: string; readonly lines: readonly string[] }[];
};

/** Numbered steps. Lines to copy are never broken. */
export function renderRuntimeSetup(
  { title, distribution, steps }: ShownSetup,
  options: RenderOptions,
): string {
  const paint = painter(options.color);
  return joinLines(
    [
      paint(`Setting up ${title} on ${distribution}`, 'heading'),
      paint('Nothing has been changed: these are the steps.', 'quiet'),
      ...steps.flatMap((step, index) => [
        '',
        paint(`${index + 1}. ${step.title}`, 'strong'),
        ...step.lines.map((line) => `     ${line}`),
      ]),
    ],
    options,
  );
}
