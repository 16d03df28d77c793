import { JoulelabError } from '../../domain/errors.ts';
import { PLAYWRIGHT_TIMEOUT_MS } from '../../domain/settings.ts';
import { startDeadline } from '../deadline.ts';
import type { ExecPlan, RunningExec } from '../engine/exec.ts';
import type { LiveContainer, ScenarioRun } from '../scenario-run.ts';
import { type BrowserSession, openBrowserSession } from './browser-session.ts';

/**
 * Starts a command of type `playwright` in its container's browser. The runner is started with the first one, and the
 * browser with it; both stay to the end of the container.
 * @throws JoulelabError `engine-failed`; what `finished` rejects with: `timed-out`, `flow-failed`, the signal's reason
 */
export async function startBrowserCommand(
  run: ScenarioRun,
  container: LiveContainer,
  plan: ExecPlan,
  signal: AbortSignal,
): Promise<RunningExec> {
  const session = await sessionOf(run, container);
  const limitMs = run.job.settings.playwrightTimeoutMs ?? PLAYWRIGHT_TIMEOUT_MS;
  const limit = startDeadline(signal, limitMs, () => {
    const { containerName } = container.service;
    return new JoulelabError(
      'timed-out',
      `A playwright command in container ${containerName} took longer than ${limitMs / 1000} s.`,
      {
        advice: 'Split it into several commands, or give each more time with --playwright-timeout.',
      },
    );
  });
  const exec = session.run(plan, limit.signal);
  exec.finished.then(
    () => limit[Symbol.dispose](),
    () => limit[Symbol.dispose](),
  );
  return exec;
}

async function sessionOf(run: ScenarioRun, { id, service }: LiveContainer): Promise<BrowserSession> {
  const session =
    run.browsers.get(id) ?? (await openBrowserSession(run.job.engine, id, service.containerName));
  run.browsers.set(id, session);
  return session;
}
