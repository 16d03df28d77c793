import { expect, test } from 'vitest';
import { buildArguments, type ImageRecipe } from './build-arguments.ts';

const RECIPE: ImageRecipe = {
  build: { context: '/app', args: {} },
  images: ['joulelab/app:1'],
  noCache: false,
  pull: false,
  platform: undefined,
};

test('the classic builder and BuildKit are called differently', () => {
  const common = ['--tag=joulelab/app:1', '--label=io.joulelab.built=true', '/app'];
  expect(buildArguments('classic', RECIPE)).toEqual(['build', '--force-rm', ...common]);
  expect(buildArguments('buildx', RECIPE)).toEqual([
    'buildx',
    'build',
    '--load',
    '--progress=plain',
    ...common,
  ]);
});

test('everything that a build may say is passed on', () => {
  const args = buildArguments('classic', {
    build: {
      context: '/app',
      dockerfile: 'docker/Other',
      target: 'final',
      args: { VERSION: '1 2', EMPTY: '' },
    },
    images: ['joulelab/a:1', 'joulelab/b:1'],
    noCache: true,
    pull: true,
    platform: 'linux/386',
  });
  expect(args.slice(2)).toEqual([
    '--tag=joulelab/a:1',
    '--tag=joulelab/b:1',
    '--label=io.joulelab.built=true',
    '--file',
    '/app/docker/Other',
    '--target',
    'final',
    '--platform',
    'linux/386',
    '--no-cache',
    '--pull',
    '--build-arg',
    'VERSION=1 2',
    '--build-arg',
    'EMPTY=',
    '/app',
  ]);
});
