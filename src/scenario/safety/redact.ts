const SECRET_NAME =
  /passw(?:or)?d|passphrase|secret|token|credential|api[_-]?key|access[_-]?key|private[_-]?key|(?:^|[_-])(?:pass|pw|auth|key)(?:$|[_-])/i;
// The look-behinds keep the search linear on long texts without a `=` or `://`.
const ASSIGNMENT = /(?<![A-Za-z0-9_-])(-{0,2}[A-Za-z_][A-Za-z0-9_-]*)(=)("[^"]*"|'[^']*'|[^\s"',\]]+)/g;
const YAML_ENTRY = /^(\s*(?:- )?["']?([A-Za-z_][A-Za-z0-9_-]*)["']?\s*:\s+)(\S.*)$/;
/** `scheme://user:password@` and, for the web, `scheme://token@`. */
const URI_PASSWORD = /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]*:\/\/[^\s:@/]*:)([^\s@/]+)(?=@)/gi;
const URI_TOKEN = /(https?:\/\/)(?!git@)([^\s:@/]+)(?=@)/gi;

/** Shorter values would be found in words that have nothing to do with them. */
const MIN_SECRET = 4;

export const REDACTED = '***';

/** Whether a variable, key or option of this name usually holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Passwords and tokens in URIs and in `NAME=VALUE` where the name is one of a secret. */
export function redactText(text: string, mask: (secret: string) => string = () => REDACTED): string {
  return text
    .replace(URI_PASSWORD, (_, head: string, secret: string) => head + mask(secret))
    .replace(URI_TOKEN, (_, head: string, secret: string) => head + mask(secret))
    .replace(ASSIGNMENT, (whole, name: string, sign: string, value: string) =>
      isSecretName(name) ? name + sign + mask(value) : whole,
    );
}

/** A line of a file for show: secrets become stars of the same length, so that a caret below it still fits. */
export function redactLine(line: string): string {
  const entry = YAML_ENTRY.exec(line);
  // Compose's `secrets` are names of files.
  if (entry !== null && entry[2] !== 'secrets' && isSecretName(entry[2] ?? ''))
    return (entry[1] ?? '') + stars(entry[3] ?? '');
  return redactText(line, stars);
}

function stars(secret: string): string {
  return '*'.repeat(secret.length);
}

function blank(text: string, secrets: readonly string[]): string {
  return secrets.reduce(
    (left, secret) => (secret.length < MIN_SECRET ? left : left.replaceAll(secret, REDACTED)),
    text,
  );
}

/** A whole plain value (maps, lists, scalars) for storing; `known` are secrets to be blanked wherever they occur. */
export function redactValue(value: unknown, known: readonly string[] = []): unknown {
  if (typeof value === 'string') return blank(redactText(value), known);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, known));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      isSecretName(key) && (typeof inner === 'string' || typeof inner === 'number')
        ? REDACTED
        : redactValue(inner, known),
    ]),
  );
}
