import { existsSync } from 'node:fs';
import { JoulelabError } from '../../domain/errors.ts';
import { REDACTED, redactText } from '../safety/redact.ts';

/** What a user named to be measured: something on this machine, or a repository to be cloned. */
export type Source =
  | { readonly kind: 'local'; readonly path: string }
  | { readonly kind: 'repository'; readonly address: RepositoryAddress };

/** Where a repository is. The credentials of its URL are kept apart: `url` can be stored and shown. */
export type RepositoryAddress = {
  /** Without credentials; also what git is given. */
  readonly url: string;
  readonly credentials?: Credentials;
};

/** User and password, decoded, for the one server that their URL named. */
export type Credentials = {
  readonly username: string;
  readonly password: string;
  /** `https://host:port` */
  readonly server: string;
};

/** Transports that a user may name. git knows others that start a program (`ext::`). */
const SCHEMES = new Set(['https', 'http', 'ssh', 'git', 'file']);
const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i;
/** `git@host:path`: no slash before the colon, as git itself tells it from a path. */
const SSH_SHORT = /^[^-/\s:@][^/\s:@]*@[^/\s:@]+:/;
/** Not possible, but written all the same. */
const SHORT_WITH_PASSWORD = /^[^/\s:@]+:\S*@[^/\s:@]+:/;
const TRANSPORT_HELPER = /^\w+::/;

/**
 * Tells paths from addresses. What exists as a file is one, whatever it looks like.
 *
 * @throws JoulelabError `usage` for an address that git must not be given; credentials are never in the message
 */
export function parseSource(text: string): Source {
  if (existsSync(text)) return { kind: 'local', path: text };
  const isAddress = [SCHEME, SSH_SHORT, SHORT_WITH_PASSWORD, TRANSPORT_HELPER].some((form) =>
    form.test(text),
  );
  if (isAddress) return { kind: 'repository', address: parseAddress(text) };
  return { kind: 'local', path: text };
}

/**
 * The address of a repository, its credentials taken out.
 *
 * @throws JoulelabError `usage`
 */
export function parseAddress(text: string): RepositoryAddress {
  if (SSH_SHORT.test(text)) return { url: text };
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    const isNone = SHORT_WITH_PASSWORD.test(text) || TRANSPORT_HELPER.test(text) || /^[^\w/.]/.test(text);
    if (isNone) throw refusal(text, 'is not the address of a repository');
    return { url: text };
  }
  if (!SCHEMES.has(scheme)) throw refusal(text, `has the transport ${scheme}, which joulelab does not use`);
  const url = URL.parse(text);
  if (url === null) throw refusal(text, 'is not a valid address');
  const { username, password } = url;
  url.password = '';
  url.hash = '';
  if (scheme === 'http' || scheme === 'https') {
    url.username = '';
    const credentials = username === '' && password === '' ? undefined : decode(text, username, password);
    if (redactText(url.href) !== url.href) throw refusal(text, 'has a secret in its query');
    return {
      url: url.href,
      ...(credentials === undefined
        ? {}
        : { credentials: { ...credentials, server: `${url.protocol}//${url.host}` } }),
    };
  }
  return { url: url.href };
}

/** Text with whatever may be the credentials of an address taken out; also of one that is not well formed. */
export function withoutCredentials(text: string): string {
  const scheme = SCHEME.exec(text)?.[0];
  if (scheme === undefined) return redactText(text.replace(/^([^:@]*:).*@/s, `$1${REDACTED}@`));
  const rest = text.slice(scheme.length);
  const host = URL.canParse(text) ? rest.search(/[/?#]|$/) : rest.length;
  const end = rest.lastIndexOf('@', host);
  return redactText(scheme + (end === -1 ? rest : rest.slice(end + 1)));
}

function decode(text: string, username: string, password: string): Omit<Credentials, 'server'> {
  try {
    const decoded = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
    // oxlint-disable-next-line no-control-regex -- git's credential protocol is made of lines
    if (/[\u0000-\u001f]/.test(decoded.username + decoded.password)) throw new Error('control characters');
    return decoded;
  } catch (cause) {
    throw refusal(text, 'has credentials that cannot be decoded', cause);
  }
}

function refusal(text: string, why: string, cause?: unknown): JoulelabError {
  return new JoulelabError('usage', `${withoutCredentials(text)} ${why}.`, {
    advice:
      'Give a path, or an address such as https://HOST/REPOSITORY, ssh://HOST/REPOSITORY or git@HOST:REPOSITORY.',
    ...(cause === undefined ? {} : { cause }),
  });
}
