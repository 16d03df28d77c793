import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const repository = join(import.meta.dirname, '..', '..');
const stages = ['scenario', 'orchestration', 'sampling', 'storage', 'analysis', 'laboratory', 'presentation'];

/** Lint runs on a small tree of its own, so that a violation can be planted without touching the source. */
describe('the fence between stages', () => {
  let tree = '';
  beforeAll(() => {
    tree = mkdtempSync(join(tmpdir(), 'joulelab-fences-'));
    for (const file of ['.oxlintrc.json', 'tsconfig.json', 'package.json'])
      copyFileSync(join(repository, file), join(tree, file));
    symlinkSync(join(repository, 'node_modules'), join(tree, 'node_modules'));
    for (const stage of [...stages, 'domain', 'app']) {
      mkdirSync(join(tree, 'src', stage, 'deep'), { recursive: true });
      writeFileSync(join(tree, 'src', stage, 'index.ts'), `export const here = '${stage}';\n`);
    }
  });
  afterAll(() => rmSync(tree, { recursive: true }));

  const lint = (file: string, text: string): { status: number | null; output: string } => {
    writeFileSync(join(tree, file), text);
    const { status, stdout } = spawnSync(
      process.execPath,
      [join(repository, 'node_modules/.bin/oxlint'), file],
      {
        cwd: tree,
        encoding: 'utf8',
      },
    );
    rmSync(join(tree, file));
    return { status, output: stdout };
  };

  it.each(stages)('lets %s import domain and itself', (stage) => {
    const text = `export { here } from '../../domain/index.ts';\nexport { here as own } from '../index.ts';\n`;
    expect(lint(`src/${stage}/deep/planted.ts`, text)).toMatchObject({ status: 0 });
  });

  it.each(stages)('refuses that %s imports any other stage or app', (stage) => {
    const others = [...stages, 'app'].filter((other) => other !== stage);
    const text = others
      .map((other) => `export { here as ${other} } from '../../${other}/index.ts';\n`)
      .join('');
    const { status, output } = lint(`src/${stage}/deep/planted.ts`, text);
    expect(output.split('only app/ joins stages').length - 1).toBe(others.length);
    expect(status).not.toBe(0);
  });

  it('refuses that domain imports a stage', () => {
    expect(lint('src/domain/planted.ts', `export { here } from '../storage/index.ts';\n`).status).not.toBe(0);
  });

  it('finds a promise that nobody waits for, which needs types', () => {
    const text = `async function later(): Promise<void> {}\nexport function now(): void {\n  later();\n}\n`;
    expect(lint('src/app/planted.ts', text).output).toContain('no-floating-promises');
  });
});
