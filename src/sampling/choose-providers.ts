import type { Environment } from '../domain/environment.ts';
import { JoulelabError } from '../domain/errors.ts';
import type { Warning } from '../domain/warnings.ts';
import type { Availability, Provider } from './provider.ts';
import { PROVIDERS, STREAMS } from './providers/registry.ts';
import type { StreamProvider } from './stream.ts';
import type { ChosenStream } from './streams/start-streams.ts';

/** What a run records. */
export type Choice = {
  readonly providers: readonly Provider[];
  readonly streams: readonly ChosenStream[];
  /** What was asked for and does not work here, and what works but wants care. */
  readonly warnings: readonly Warning[];
  /** Those that must work: a run in which one of them had a fault, or gave nothing, has failed. */
  readonly required: readonly (Provider | StreamProvider)[];
};

type Word = { readonly how: 'with' | 'without' | 'must'; readonly id: string; readonly setting?: string };

/**
 * The providers of a run: those that are on by default, and what the user's words change. A word is `ID` or `ID=SETTING`
 * (also record it), `must-ID` (fail rather than measure without it), `no-ID` (leave it out) or `all`.
 *
 * @throws {JoulelabError} 'usage' for an unknown provider or a wrong setting, 'provider-unavailable' for one that must work
 */
export function chooseProviders(env: Environment, words: readonly string[] = []): Choice {
  const asked = words.map(readWord);
  const without = new Set(asked.filter(({ how }) => how === 'without').map(({ id }) => id));
  const wanted = asked.filter(({ how, id }) => how !== 'without' && !without.has(id));
  const ids = new Set(wanted.map(({ id }) => id));
  const providers = PROVIDERS.filter(
    ({ id, optIn }) => !without.has(id) && (optIn !== true || ids.has(id) || ids.has('all')),
  );
  const warnings: Warning[] = [];
  for (const provider of providers) {
    const status = provider.probe(env);
    if (status.available) warnings.push(...(status.caveat === undefined ? [] : [status.caveat]));
    else if (ids.has(provider.id)) warnings.push(unavailable(provider.id, status, wanted));
  }
  const streams = wanted.flatMap((word) => chooseStream(env, word, wanted, warnings));
  const must = new Set(asked.filter(({ how }) => how === 'must').map(({ id }) => id));
  const required = [...PROVIDERS, ...STREAMS].filter(({ id }) => must.has(id));
  return { providers, streams, warnings, required };
}

function chooseStream(
  env: Environment,
  word: Word,
  wanted: readonly Word[],
  warnings: Warning[],
): ChosenStream[] {
  const provider = STREAMS.find(({ id }) => id === word.id);
  if (provider === undefined) return [];
  if (provider.setting === undefined) {
    const status = provider.probe(env);
    if (!status.available) {
      warnings.push(unavailable(word.id, status, wanted));
      return [];
    }
  }
  return [{ provider, plan: provider.plan(env, word.setting ?? '') }];
}

function unavailable(
  id: string,
  { reason, advice }: Extract<Availability, { available: false }>,
  wanted: readonly Word[],
): Warning {
  if (wanted.some((word) => word.id === id && word.how === 'must')) {
    throw new JoulelabError('provider-unavailable', `The provider ${id} does not work here: ${reason}.`, {
      advice,
    });
  }
  return {
    code: 'provider-unavailable',
    message: `The provider ${id} recorded nothing: ${reason}. ${advice}`,
  };
}

function readWord(text: string): Word {
  const split = text.indexOf('=');
  const name = split < 0 ? text : text.slice(0, split);
  const [, prefix, id = ''] = /^(no-|must-)?(.*)$/s.exec(name) ?? [];
  const how = prefix === 'no-' ? 'without' : prefix === 'must-' ? 'must' : 'with';
  const stream = STREAMS.find((one) => one.id === id);
  const takesSetting = stream?.setting !== undefined && how !== 'without';
  const known =
    stream !== undefined || PROVIDERS.some((one) => one.id === id) || (id === 'all' && how === 'with');
  if (!known) {
    const names = [...PROVIDERS, ...STREAMS].map((one) => one.id).join(', ');
    throw new JoulelabError('usage', `There is no provider ${JSON.stringify(id)}.`, {
      advice: `There are: ${names}. See joulelab providers.`,
    });
  }
  if (split >= 0 && !takesSetting) {
    throw new JoulelabError('usage', `The provider ${id} takes no setting: ${text}`, {
      advice: `Write ${id} alone.`,
    });
  }
  return { how, id, ...(split < 0 ? {} : { setting: text.slice(split + 1) }) };
}
