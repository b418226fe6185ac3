import { describe, expect, it } from 'vitest';
import { ContractError } from '../../../src-main/contract/errors.ts';
import { server } from '../../../src-renderer/bridge/memory/people.ts';
import {
  accountIn,
  asFailure,
  failureText,
  linkFailureText,
  problemText,
  refusedFields,
  storageProblemOf,
  waitUntil,
} from '../../../src-renderer/model/failure.ts';

describe('the text of a failure', () => {
  it('is chosen by its code', () => {
    expect(failureText(new ContractError('offline'))).toEqual({ key: 'errors.offline' });
  });

  it('says how long to wait, at least a second', () => {
    expect(failureText(new ContractError('rate-limited', { retryAfterMs: 4200 })).values).toEqual({ seconds: 5 });
    expect(failureText(new ContractError('rate-limited', { retryAfterMs: 0 })).values).toEqual({ seconds: 1 });
  });

  it('says what the clock shows, and when the certificate is valid', () => {
    const clock = { here: 3, validFrom: 1, validTo: 2 };
    const times = { here: 3, from: 1, to: 2 };
    expect(failureText(new ContractError('wrong-clock', clock))).toEqual({ key: 'errors.wrong-clock', times });
  });

  it('says the limit', () => {
    expect(failureText(new ContractError('too-many', { limit: 500 })).values).toEqual({ limit: 500 });
  });
});

describe('why a link adds nobody', () => {
  it.each([
    ['bad-address', 'add.noLink'],
    ['server-changed', 'add.otherServer'],
    ['not-found', 'add.linkUnknown'],
    ['offline', 'errors.offline'],
  ] as const)('is told for %s', (code, key) => {
    expect(linkFailureText(new ContractError(code)).key).toBe(key);
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
    expect(problemText('roomName', 'taken', { min: 2, max: 32 }).key).toBe('problem.roomName.taken');
    expect(problemText('roomName', 'too-short', { min: 2, max: 32 }).values).toEqual({ min: 2, max: 32 });
    expect(problemText('age', 'out-of-range')).toEqual({ key: 'problem.age.outOfRange', values: { max: 150 } });
    expect(problemText('sex', 'format').key).toBe('problem.other');
  });
});

it('what is no failure of a call goes on as it is', () => {
  const bug = new TypeError('x is not a function');
  expect(() => asFailure(bug)).toThrow(bug);
});

it('a refused call says until when to wait', () => {
  expect(waitUntil(new ContractError('rate-limited', { retryAfterMs: 4200 }), 1000)).toBe(5200);
  expect(waitUntil(new ContractError('offline'), 1000)).toBeUndefined();
  expect(waitUntil(undefined, 1000)).toBeUndefined();
});

describe('a history that cannot be opened', () => {
  it.each(['missing', 'damaged', 'newer', 'other-keys', 'failed'] as const)('is told apart: %s', (problem) => {
    expect(storageProblemOf(new ContractError('storage', { problem }))).toBe(problem);
  });

  it('is not any other failure of the storage', () => {
    expect(storageProblemOf(new ContractError('storage'))).toBeUndefined();
    expect(storageProblemOf(new ContractError('storage', { problem: 'else' }))).toBeUndefined();
    expect(storageProblemOf(new ContractError('offline', { problem: 'missing' }))).toBeUndefined();
    expect(storageProblemOf(new Error('storage'))).toBeUndefined();
  });

  it('may name its account', () => {
    const { fingerprint } = server;
    expect(accountIn(new ContractError('storage', { account: 10001 }), server)).toEqual({
      account: 10001,
      fingerprint,
    });
    expect(accountIn(new ContractError('storage'), server)).toBeUndefined();
    expect(accountIn(new ContractError('storage', { account: 10001 }), undefined)).toBeUndefined();
  });
});
