import { type JoulelabError, toJoulelabError } from '../../domain/errors.ts';
import { errorBlock } from '../report/error-block.ts';
import { joinLines, painter } from '../report/style.ts';
import type { Output } from './terminal.ts';

/**
 * Prints an error, the only place that does: as text with its advice, or with `json` as one line
 * `{"error":{"code","message","advice","details"}}`. JOULELAB_DEBUG=1 adds causes and stacks.
 */
export function printError(
  thrown: unknown,
  output: Output,
  options: { readonly json: boolean; readonly debug?: boolean },
): void {
  const error = toJoulelabError(thrown);
  const debug = options.debug ?? process.env['JOULELAB_DEBUG'] === '1';
  output.write(options.json ? asJson(error, debug) : asText(error, output, debug));
}

function asText(error: JoulelabError, output: Output, debug: boolean): string {
  const lines = errorBlock(error, output.width, painter(output.color));
  return joinLines(debug ? [...lines, '', ...causes(error)] : lines, output);
}

function asJson(error: JoulelabError, debug: boolean): string {
  const { code, message, advice, details } = error;
  return `${JSON.stringify({ error: { code, message, advice, details, ...(debug ? { causes: causes(error) } : {}) } })}\n`;
}

/** The stacks of an error and of everything that caused it. */
function causes(error: Error): string[] {
  const chain: Error[] = [];
  for (let each: unknown = error; each instanceof Error && !chain.includes(each); each = each.cause)
    chain.push(each);
  return chain.flatMap((each, index) =>
    `${index === 0 ? '' : 'caused by '}${each.stack ?? each.message}`.split('\n'),
  );
}
