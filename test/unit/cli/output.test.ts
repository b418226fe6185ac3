import { afterEach, expect, it, vi } from 'vitest';
import { createOutput } from '../../../src-main/cli/output.ts';
import { textsIn } from '../../../src-main/cli/texts.ts';
import { ContractError } from '../../../src-main/contract/errors.ts';

afterEach(() => vi.restoreAllMocks());

const clock = { here: Date.UTC(2031, 4, 5), validFrom: Date.UTC(2026, 10, 20), validTo: Date.UTC(2027, 10, 21) };

it.each(['en', 'zh-CN'] as const)('names all dates of a wrong clock (%s)', (language) => {
  const printed = vi.spyOn(console, 'error').mockReturnValue();
  createOutput(textsIn(language), false).error(new ContractError('wrong-clock', clock));
  const text = String(printed.mock.calls[0]?.[0]);
  for (const time of Object.values(clock)) expect(text).toContain(new Date(time).toLocaleString());
});

it('gives programs the dates of a wrong clock as numbers', () => {
  const printed = vi.spyOn(console, 'log').mockReturnValue();
  createOutput(textsIn('en'), true).error(new ContractError('wrong-clock', clock));
  expect(JSON.parse(String(printed.mock.calls[0]?.[0]))).toEqual({
    type: 'error',
    code: 'wrong-clock',
    details: clock,
  });
});
