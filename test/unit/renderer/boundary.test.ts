import { expect, it } from 'vitest';
import { Boundary } from '../../../src-renderer/components/Boundary/Boundary.tsx';

it('draws what is in it, and something else once that has failed', () => {
  const boundary = new Boundary({ children: 'a message', fallback: 'not shown' });
  expect(boundary.render()).toBe('a message');
  boundary.state = Boundary.getDerivedStateFromError();
  expect(boundary.render()).toBe('not shown');
});
