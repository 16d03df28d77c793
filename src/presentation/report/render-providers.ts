import { joinLines, painter, type RenderOptions } from './style.ts';
import { wrapWithPrefix } from './wrap-text.ts';

/** A metric provider and whether it works here. */
export type ListedProvider = {
  readonly id: string;
  readonly metrics?: readonly string[];
} & (
  | { readonly available: true }
  | { readonly available: false; readonly reason: string; readonly advice: string }
);

/** Providers, those that work first, each with its metrics or with what would enable it. */
export function renderProviders(providers: readonly ListedProvider[], options: RenderOptions): string {
  const paint = painter(options.color);
  const sorted = providers.toSorted((a, b) => Number(b.available) - Number(a.available));
  return joinLines(
    sorted.flatMap((provider) => [
      `${provider.available ? paint('✓', 'good') : paint('✗', 'warn')} ${paint(provider.id, 'strong')}`,
      ...(provider.available
        ? []
        : wrapWithPrefix('    ', `${provider.reason} ${provider.advice}`, options.width)),
      ...wrapWithPrefix('    ', (provider.metrics ?? []).join(', '), options.width).map((line) =>
        paint(line, 'quiet'),
      ),
    ]),
    options,
  );
}
