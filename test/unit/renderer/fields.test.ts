import { describe, expect, it } from 'vitest';
import {
  emailProblem,
  nameProblem,
  newPasswordProblems,
  parseAge,
  passwordProblem,
  profileProblems,
  type RegistrationForm,
  registrationProblems,
} from '../../../src-renderer/model/fields.ts';

const length = { min: 2, max: 16 };

const right: RegistrationForm = {
  name: '小明',
  email: 'ming@example.com',
  password: 'tea-at-four',
  repeat: 'tea-at-four',
  displayName: '',
  sex: '',
  age: '',
};

describe('a name', () => {
  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['明', 'too-short'],
    ['x'.repeat(17), 'too-long'],
    ['a b', 'format'],
    ['a@b', 'format'],
    ['10002', 'format'],
    ['小明!', 'format'],
    ['小明', undefined],
    ['Zoë_42', undefined],
    ['Ａｄａ', undefined],
    ['x'.repeat(16), undefined],
  ])('"%s": %s', (name, problem) => {
    expect(nameProblem(name, length)).toBe(problem);
  });
});

describe('an e-mail address', () => {
  it.each([
    ['', 'empty'],
    ['ming', 'format'],
    ['ming@example', 'format'],
    ['ming@@example.com', 'format'],
    ['ming @example.com', 'format'],
    [`${'x'.repeat(250)}@example.com`, 'too-long'],
    ['ming@example.com', undefined],
    [' ming+1@mail.example.cn ', undefined],
  ])('"%s": %s', (email, problem) => {
    expect(emailProblem(email)).toBe(problem);
  });
});

describe('a password', () => {
  it.each([
    ['', 'empty'],
    ['short', 'too-short'],
    ['x'.repeat(257), 'too-long'],
    ['12345678', 'weak'],
    ['19990101', 'weak'],
    ['aaaaaaab', 'weak'],
    ['abcdefgh', 'weak'],
    ['password1', 'weak'],
    ['zhangsan_2024', 'weak'],
    ['tea-at-four', undefined],
    ['今天天气真不错啊', undefined],
  ])('"%s": %s', (password, problem) => {
    expect(passwordProblem(password, 'zhangsan')).toBe(problem);
  });
});

describe('a registration', () => {
  it('is right without the optional fields', () => {
    expect(registrationProblems(right, length)).toEqual({});
  });

  it('names every wrong field at once', () => {
    const wrong = { name: '', email: 'x', password: '1', repeat: '2', displayName: 'x'.repeat(33), age: '0' } as const;
    expect(registrationProblems({ ...right, ...wrong }, length)).toEqual({
      name: 'empty',
      email: 'format',
      password: 'too-short',
      repeat: 'mismatch',
      displayName: 'too-long',
      age: 'out-of-range',
    });
  });

  it('compares passwords as they are hashed, in NFC', () => {
    expect(
      registrationProblems({ ...right, password: 'caf\u00e9-at-four', repeat: 'cafe\u0301-at-four' }, length),
    ).toEqual({});
  });

  it.each([
    ['', undefined],
    ['20', undefined],
    ['1.5', 'format'],
    ['abc', 'format'],
    ['151', 'out-of-range'],
  ])('with the age "%s": %s', (age, problem) => {
    expect(registrationProblems({ ...right, age }, length).age).toBe(problem);
  });
});

it('a profile has limits too', () => {
  const form = { displayName: 'Ada', sex: '', age: '', signature: '字'.repeat(101) } as const;
  expect(profileProblems(form)).toEqual({ signature: 'too-long' });
  expect(profileProblems({ ...form, signature: '字'.repeat(100) })).toEqual({});
});

it('an age left empty is none', () => {
  expect(parseAge(' ')).toBeNull();
  expect(parseAge('20')).toBe(20);
});

describe('a new password', () => {
  it('is judged as at registration', () => {
    expect(newPasswordProblems({ password: 'zhou qi wu 77', repeat: 'zhou qi wu 77' }, '小明')).toEqual({});
    expect(newPasswordProblems({ password: '12345678', repeat: '' }, '小明')).toEqual({
      password: 'weak',
      repeat: 'empty',
    });
    expect(newPasswordProblems({ password: 'xiaoming7', repeat: 'x' }, 'xiaoming')).toEqual({
      password: 'weak',
      repeat: 'mismatch',
    });
  });
});
