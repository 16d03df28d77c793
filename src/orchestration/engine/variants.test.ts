import { expect, test } from 'vitest';
import { variantOf } from './variants.ts';

test('engines are told apart by the components that they list', () => {
  // Podman 4.3.1 and Docker 20.10.24.
  expect(variantOf([{ Name: 'Podman Engine' }, { Name: 'Conmon' }])).toMatchObject({
    name: 'Podman',
    oomEvents: false,
  });
  expect(variantOf([{ Name: 'Engine' }, { Name: 'containerd' }])).toMatchObject({
    name: 'Docker',
    oomEvents: true,
  });
  expect(variantOf([]).name).toBe('Docker');
});
