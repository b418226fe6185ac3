import { argon2Sync, hkdfSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newHashing, stretchPassword } from '../../../src-main/core/password.ts';
import { passwordProblem } from '../../../src-main/core/password-strength.ts';

const cost = { memoryKiB: 19 * 1024, passes: 1, parallelism: 1 };

describe('stretchPassword', () => {
  it('is Argon2id, split by HKDF', async () => {
    const hashing = { salt: Buffer.alloc(16, 1), ...cost };
    const root = argon2Sync('argon2id', {
      message: 'correct horse',
      nonce: hashing.salt,
      memory: hashing.memoryKiB,
      passes: hashing.passes,
      parallelism: hashing.parallelism,
      tagLength: 32,
    });
    const half = (info: string) => Buffer.from(hkdfSync('sha256', root, '', info, 32)).toString('hex');
    const { auth, vault } = await stretchPassword('correct horse', hashing);
    expect(auth.toString('hex')).toBe(half('miyu/1 auth'));
    expect(vault.toString('hex')).toBe(half('miyu/1 vault'));
  });

  it('takes the composed and the decomposed writing for the same password', async () => {
    const hashing = { salt: Buffer.alloc(16, 1), ...cost };
    const composed = await stretchPassword('Pässwörter', hashing);
    const decomposed = await stretchPassword('Pässwörter'.normalize('NFD'), hashing);
    expect(decomposed.auth).toEqual(composed.auth);
  });

  it('salts every account differently', () => {
    expect(newHashing(cost).salt).not.toEqual(newHashing(cost).salt);
  });
});

describe('passwordProblem', () => {
  it.each([
    ['', 'empty'],
    ['a1b2c3d', 'too-short'],
    ['密码密码密码密', 'too-short'],
    ['aaaaaaaaaaaa', 'format'],
    ['abababababab', 'format'],
    ['12345678', 'format'],
    ['87654321', 'format'],
    ['qwertyuiop', 'format'],
    ['password123', 'format'],
    ['iloveyou1234', 'format'],
    ['xiaoming2024', undefined],
    ['小明同学的密码很长', undefined],
    ['correct horse', undefined],
    ['Tr0ub4dor', undefined],
  ])('of %s is %s', (password, problem) => {
    expect(passwordProblem(password, [])).toBe(problem);
  });

  it('refuses little more than the name or the address', () => {
    expect(passwordProblem('xiaoming123', ['Xiaoming', 'x@example.org'])).toBe('format');
    expect(passwordProblem('example.org1', ['someone', 'x@example.org'])).toBe('format');
  });
});
