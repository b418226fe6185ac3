import { describe, expect, it } from 'vitest';
import { ContractError } from '../../../src-main/contract/errors.ts';
import { asFailure, failureText, problemText, refusedFields } from '../../../src-renderer/model/failure.ts';

describe('the text of a failure', () => {
  it('is chosen by its code', () => {
    expect(failureText(new ContractError('offline'))).toEqual({ key: 'errors.offline' });
  });

  it('says how long to wait, at least a second', () => {
    expect(failureText(new ContractError('rate-limited', { retryAfterMs: 4200 })).values).toEqual({ seconds: 5 });
    expect(failureText(new ContractError('rate-limited', { retryAfterMs: 0 })).values).toEqual({ seconds: 1 });
  });

  it('says the limit', () => {
    expect(failureText(new ContractError('too-many', { limit: 500 })).values).toEqual({ limit: 500 });
  });
});

describe('refused fields', () => {
  it('are those the server names', () => {
    const error = new ContractError('invalid-fields', { fields: { name: 'taken' } });
    expect(refusedFields(error)).toEqual({ name: 'taken' });
  });

  it('are none in any other error', () => {
    expect(refusedFields(new ContractError('internal'))).toEqual({});
    expect(refusedFields(new ContractError('invalid-fields'))).toEqual({});
    expect(refusedFields(new Error('x'))).toEqual({});
  });

  it('have a text each, with the limits filled in', () => {
    expect(problemText('name', 'too-long', { min: 2, max: 16 })).toEqual({
      key: 'problem.name.tooLong',
      values: { min: 2, max: 16 },
    });
    expect(problemText('age', 'out-of-range')).toEqual({ key: 'problem.age.outOfRange', values: { max: 150 } });
    expect(problemText('sex', 'format').key).toBe('problem.other');
  });
});

it('what is no failure of a call goes on as it is', () => {
  const bug = new TypeError('x is not a function');
  expect(() => asFailure(bug)).toThrow(bug);
});
