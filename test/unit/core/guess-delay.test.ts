import { expect, it } from 'vitest';
import { GuessDelay } from '../../../src-main/core/guess-delay.ts';

it('lets five wrong passwords pass, then asks for more and more patience', () => {
  let now = 0;
  const delay = new GuessDelay(() => now);
  const waits: number[] = [];
  const blocked = (retryAfterMs: number) =>
    expect.objectContaining({ code: 'rate-limited', details: { retryAfterMs } });
  for (let tries = 0; tries < 5; tries++) delay.begin('ming');
  for (const wait of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900].map((seconds) => seconds * 1000)) {
    expect(() => delay.begin('ming')).toThrow(blocked(wait));
    now += wait - 1;
    expect(() => delay.begin('ming')).toThrow(blocked(1));
    now += 1;
    delay.begin('ming');
    waits.push(wait);
  }
  delay.begin('hong');
  delay.succeeded('ming');
  for (let tries = 0; tries < 5; tries++) delay.begin('ming');
});
