import { joinLines, painter, type RenderOptions } from './style.ts';
import { wrapWithPrefix } from './wrap-text.ts';

/** A metric provider and whether it works here. */
export type ListedProvider = {
  readonly id: string;
  /** Whether it records without being asked for; absent is yes. */
  readonly defaultOn?: boolean;
  readonly metrics?: readonly string[];
} & (
  | { readonly available: true; readonly caveat?: { readonly message: string } }
  | { readonly available: false; readonly reason: string; readonly advice: string }
);

/** Providers, those that work first, each with its metrics or with what would enable it. */
export function renderProviders(providers: readonly ListedProvider[], options: RenderOptions): string {
  const paint = painter(options.color);
  const sorted = providers.toSorted((a, b) => rank(b) - rank(a));
  return joinLines(
    sorted.flatMap((provider) => [
      `${provider.available ? paint('✓', 'good') : paint('✗', 'warn')} ${paint(provider.id, 'strong')}${optIn(provider)}`,
      ...wrapWithPrefix('    ', remark(provider), options.width),
      ...wrapWithPrefix('    ', (provider.metrics ?? []).join(', '), options.width).map((line) =>
        paint(line, 'quiet'),
      ),
    ]),
    options,
  );
}

function rank({ available, defaultOn }: ListedProvider): number {
  return Number(available) * 2 + Number(defaultOn ?? true);
}

function optIn({ id, defaultOn }: ListedProvider): string {
  return defaultOn === false ? `  with --provider ${id}` : '';
}

/** Why a provider does not work and what to do, or what its figures want care for. */
function remark(provider: ListedProvider): string {
  if (provider.available) return provider.caveat?.message ?? '';
  const { reason, advice } = provider;
  const sentence = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}`;
  return `${sentence.endsWith('.') ? sentence : `${sentence}.`} ${advice}`;
}
