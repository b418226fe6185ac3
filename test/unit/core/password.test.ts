import { argon2Sync, hkdfSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hashingFrom, newHashing, stretchPassword } from '../../../src-main/core/password.ts';
import { passwordProblem } from '../../../src-main/core/password-strength.ts';

const school = Buffer.alloc(32, 1).toString('base64url');
const shop = Buffer.alloc(32, 2).toString('base64url');
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
    const owner = { fingerprint: school, name: 'ming' };
    expect(newHashing(cost, owner).own.salt).not.toEqual(newHashing(cost, owner).own.salt);
  });
});

describe('what a server says of stretching', () => {
  const owner = { fingerprint: school, name: 'ming' };
  const strong = { memoryKiB: 64 * 1024, passes: 3, parallelism: 1 };
  const { told, own } = newHashing(strong, owner);

  it('gives what the password was made with, however the name is written', () => {
    for (const name of ['ming', 'MING', ' Ming ', 'ｍｉｎｇ']) {
      expect(hashingFrom(told, { ...owner, name }, { floor: strong })).toEqual(own);
    }
    expect(own.salt).not.toEqual(told.salt);
  });

  it.each([
    ['another server', { ...owner, fingerprint: shop }],
    ['another account', { ...owner, name: 'hong' }],
  ])('is of no use to %s', (_, other) => {
    const there = hashingFrom(told, other, { floor: strong });
    expect(there.isBound).toBeUndefined();
    expect(there.salt).not.toEqual(own.salt);
  });

  it.each([
    ['less memory than this program takes', { ...told, memoryKiB: 19 * 1024 }, undefined],
    ['fewer passes', { ...told, passes: 1 }, undefined],
    ['less than the account had', told, { ...own, passes: 4 }],
    ['a salt that is not for this account, which had one', { ...told, salt: Buffer.alloc(16, 1) }, own],
  ])('is refused: %s', (_, said, known) => {
    expect(() => hashingFrom(said, owner, { floor: strong, known })).toThrowError('weak-hashing');
  });

  it('is taken as before for a password from before, and where it costs more', () => {
    const before = { ...strong, salt: Buffer.alloc(16, 1) };
    expect(hashingFrom(before, owner, { floor: strong, known: before })).toEqual(before);
    expect(hashingFrom({ ...before, passes: 5 }, owner, { floor: strong, known: before })).toMatchObject({ passes: 5 });
  });
});

describe('passwordProblem', () => {
  it.each([
    ['', 'empty'],
    ['a1b2c3d', 'too-short'],
    ['密码密码密码密', 'too-short'],
    ['小明同学的密码很长', undefined],
    ['correct horse', undefined],
    ['Tr0ub4dor', undefined],
    ['k7#pQ2mz', undefined],
    ['harbour-9-kettle', undefined],
    ['zhou qi wu 77', undefined],
    ['我们的猫叫橘子汽水', undefined],
  ])('of %s is %s', async (password, problem) => {
    expect(await passwordProblem(password, [])).toBe(problem);
  });

  it.each([
    ...['aaaaaaaaaaaa', 'abababababab', '12345678', '87654321', '123456789a', 'a123456789', '11223344', '147258369'],
    ...['qwertyuiop', 'qwerty123', 'qwer1234', 'asdf1234', 'zxcvbnm123', '1qaz2wsx', '1qaz2wsx3edc', 'qazwsxedc'],
    ...['q1w2e3r4', '1q2w3e4r', '123qweasd', 'qweasdzxc', '!QAZ2wsx', 'zaq12wsx', 'a1b2c3d4', '1a2b3c4d'],
    ...['password123', 'passw0rd', 'P@ssw0rd', 'Passw0rd!', 'Admin@123', 'welcome1', 'letmein1', 'iloveyou1234'],
    ...[
      'sunshine1',
      'princess1',
      'football1',
      'monkey123',
      'dragon123',
      'superman1',
      'trustno1',
      'michael1',
      'starwars1',
    ],
    ...['abc123456', 'qq123456', 'asd123456', 'aa123456', 'whatever1', 'charlie123', 'ｐａｓｓｗｏｒｄ１２３'],
  ])('of %s, which everybody tries, is told', async (password) => {
    expect(await passwordProblem(password, [])).toBe('format');
  });

  it.each([
    ...['woaini1314', 'woaini520', '5201314520', 'aini5201314', 'woaiwojia', 'wodemima', 'woxihuanni', 'caonima123'],
    ...['iloveu1314', 'li5201314', 'nihao123', 'woaimama', '13812345678', '19900101', '66668888', '1314520a'],
    ...['wangwei520', 'zhangwei123', 'liwei1988', 'zhang1990', 'zhangwei19900101', 'xiaoming2024', 'lw19881212'],
  ])('of %s, which is usual in China, is told', async (password) => {
    expect(await passwordProblem(password, [])).toBe('format');
  });

  it('refuses little more than the name or the address', async () => {
    expect(await passwordProblem('quittenbaum123', ['Quittenbaum', 'x@example.org'])).toBe('format');
    expect(await passwordProblem('quittenbaum123', [])).toBeUndefined();
    expect(await passwordProblem('ormskirk.org1', ['someone', 'x@ormskirk.org'])).toBe('format');
    expect(await passwordProblem('1990quittenb', ['someone', 'quittenb@example.org'])).toBe('format');
  });

  it('is found at once, also for the longest', async () => {
    await passwordProblem('harbour-9-kettle', []);
    const start = performance.now();
    await passwordProblem('p4$$w0rd1l0v3y0u!'.repeat(15), ['ming']);
    expect(performance.now() - start).toBeLessThan(500);
  });
});
