import type * as nodeAsyncHooks from 'node:async_hooks';
import type * as nodeFs from 'node:fs';
import type * as nodeReadline from 'node:readline';
import type * as nodeVm from 'node:vm';

/**
 * What runs inside a scenario's browser container. `runBrowser` is sent there as text and started with `node --eval`, so
 * it may use nothing but what it is given and what any Node from 16 on has.
 *
 * One JSON line a message, on the two ends of the exec's connection: requests come in, messages go out.
 */

/** A command to be run: the body of an async function. */
export type BrowserRequest = { readonly id: number; readonly code: string };

export type BrowserMessage =
  /** Something that the command printed. */
  | {
      readonly kind: 'output';
      readonly id: number;
      readonly stream: 'stdout' | 'stderr';
      readonly text: string;
    }
  | { readonly kind: 'done'; readonly id: number }
  /** `where` is the place in the command, where it is known. */
  | { readonly kind: 'failed'; readonly id: number; readonly error: string; readonly where?: string }
  /** No browser can be started at all. */
  | { readonly kind: 'unusable'; readonly error: string; readonly advice: string };

/** Loads a module of the container by name. */
type Require = ((name: string) => unknown) & {
  resolve(name: string, options: { paths: readonly string[] }): string;
};

type Launched = { newContext(options: object): Promise<{ newPage(): Promise<unknown> }> };
type BrowserType = { executablePath(): string; launch(options: object): Promise<Launched> };

/**
 * The runner. The browser is started before the first command and kept to the end: `browser`, `context` and `page` are the
 * same for all commands, and a command may replace them. Where the scenario has started a listener of the Green Metrics
 * Tool in the container, commands are handed to that one.
 */
export function runBrowser(require: Require, process: NodeJS.Process): void {
  const fs = require('node:fs') as typeof nodeFs;
  const vm = require('node:vm') as typeof nodeVm;
  const readline = require('node:readline') as typeof nodeReadline;
  const { AsyncLocalStorage } = require('node:async_hooks') as typeof nodeAsyncHooks;
  const LISTENER = '/tmp/playwright-ipc-commands';
  const READY = '/tmp/playwright-ipc-ready';
  const ERROR = '/tmp/playwright-ipc-error';
  const FILE = 'playwright command';

  const current = new AsyncLocalStorage<number>();
  let latest = 0;
  const write = process.stdout.write.bind(process.stdout);
  const send = (message: BrowserMessage) => void write(`${JSON.stringify(message)}\n`);
  // Whatever a command prints, by whichever way, becomes its output.
  for (const stream of ['stdout', 'stderr'] as const) {
    process[stream].write = (chunk: string | Uint8Array) => {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      send({ kind: 'output', id: current.getStore() ?? latest, stream, text });
      return true;
    };
  }

  const scope: Record<string, unknown> = {
    require,
    sleep: (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)),
    logNote: (text: string) => void process.stdout.write(`${Date.now()}000 ${text}\n`),
  };
  let started: Promise<void> | undefined;

  function findPlaywright(): Record<string, BrowserType> | undefined {
    const folders = [process.cwd(), '/tmp/repo', '/tmp/gmt-utils', '/usr/local/lib', '/usr/lib', '/opt', '/'];
    for (const name of ['playwright', 'playwright-core', '@playwright/test']) {
      try {
        return require(require.resolve(name, { paths: folders })) as Record<string, BrowserType>;
      } catch {
        // The next one.
      }
    }
    return undefined;
  }

  function executableFor(type: BrowserType): string | undefined {
    const named = process.env['JOULELAB_BROWSER_PATH'];
    if (named !== undefined) return named;
    const own = (() => {
      try {
        return type.executablePath();
      } catch {
        return '';
      }
    })();
    if (fs.existsSync(own)) return undefined;
    const system = ['/usr/bin/chromium', '/usr/bin/chromium-headless-shell', '/usr/bin/google-chrome'];
    return system.find((path) => fs.existsSync(path));
  }

  async function startBrowser(): Promise<void> {
    const playwright = findPlaywright();
    if (playwright === undefined) {
      throw Object.assign(new Error('the package playwright is not installed in the container'), {
        advice:
          'Install it in the image or in setup-commands (npm install playwright), or name its folder with NODE_PATH.',
      });
    }
    const name = process.env['JOULELAB_BROWSER'] ?? 'chromium';
    const type = playwright[name];
    if (type === undefined || !['chromium', 'firefox', 'webkit'].includes(name)) {
      throw Object.assign(new Error(`JOULELAB_BROWSER is "${name}"`), {
        advice: 'Use chromium, firefox or webkit.',
      });
    }
    const path =
      name === 'chromium' || process.env['JOULELAB_BROWSER_PATH'] ? executableFor(type) : undefined;
    const proxy = process.env['JOULELAB_BROWSER_PROXY'];
    const browser = await type.launch({
      headless: process.env['JOULELAB_BROWSER_HEADLESS'] !== 'false',
      ...(path === undefined ? {} : { executablePath: path }),
      ...(proxy === undefined ? {} : { proxy: { server: proxy } }),
    });
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      ignoreHTTPSErrors: true,
    });
    Object.assign(scope, { playwright, browser, context, page: await context.newPage() });
  }

  /** The names of `scope` are seen as variables and can be assigned to, and so can new ones: they last for all commands. */
  async function evaluate(code: string): Promise<void> {
    const body = `with (scope) { return (async () => {\n${code}\n})() }`;
    const run = vm.compileFunction(body, ['scope'], { filename: FILE, lineOffset: -1 });
    await (run(scope) as Promise<unknown>);
  }

  /** The listener answers by writing into its second pipe, and by an error file. */
  async function handOver(code: string): Promise<void> {
    const errorNow = () => (fs.existsSync(ERROR) ? fs.readFileSync(ERROR, 'utf8') : '');
    const before = errorNow();
    await fs.promises.writeFile(LISTENER, code);
    let failed = '';
    const watch = setInterval(() => {
      const now = errorNow();
      if (now !== before && now !== '') failed = now;
    }, 50);
    try {
      await Promise.race([
        fs.promises.readFile(READY),
        new Promise((_, reject) => {
          const look = setInterval(() => {
            if (failed === '') return;
            clearInterval(look);
            reject(new Error(failed));
          }, 50);
          look.unref();
        }),
      ]);
    } finally {
      clearInterval(watch);
    }
  }

  function hasListener(): boolean {
    return fs.statSync(LISTENER, { throwIfNoEntry: false })?.isFIFO() === true;
  }

  function placeOf(error: Error): string | undefined {
    const [, line, column] = new RegExp(`${FILE}:(\\d+)(?::(\\d+))?`).exec(error.stack ?? '') ?? [];
    if (line === undefined) return undefined;
    return `line ${line}${column === undefined ? '' : `, column ${column}`}`;
  }

  async function answer({ id, code }: BrowserRequest): Promise<void> {
    latest = id;
    try {
      if (hasListener()) await handOver(code);
      else {
        started ??= startBrowser();
        try {
          await started;
        } catch (thrown) {
          const error = thrown as Error & { advice?: string };
          const advice = error.advice ?? 'Look at the message: it says what the browser lacks in this image.';
          return send({ kind: 'unusable', error: error.message, advice });
        }
        await evaluate(code);
      }
      send({ kind: 'done', id });
    } catch (thrown) {
      const error =
        thrown instanceof Error || (thrown as Error | null)?.stack
          ? (thrown as Error)
          : new Error(String(thrown));
      const where = placeOf(error);
      send({
        kind: 'failed',
        id,
        error: `${error.name}: ${error.message}`,
        ...(where === undefined ? {} : { where }),
      });
    }
  }

  // An error in an event handler of the page is printed; it is the next command that will fail, if it matters.
  process.on('uncaughtException', (error) => void process.stderr.write(`${error.stack ?? error.message}\n`));
  process.on('unhandledRejection', (error) => void process.stderr.write(`${String(error)}\n`));
  readline.createInterface({ input: process.stdin }).on('line', (line) => {
    const request = JSON.parse(line) as BrowserRequest;
    current.run(request.id, () => void answer(request));
  });
}

/** The runner as a program for `node --eval`. Types are gone from a function's text: it is what really runs. */
export function runnerProgram(): string {
  return `(${runBrowser.toString()})(require, process);`;
}
