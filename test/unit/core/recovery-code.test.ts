import { describe, expect, it } from 'vitest';
import { isLastGroup, newRecoveryCode, parseRecoveryCode, recoveryKeys } from '../../../src-main/core/recovery-code.ts';

const badCode = expect.objectContaining({ code: 'bad-code' });

describe('a recovery code', () => {
  it('is five groups of five, never the same, and read back as it is', () => {
    const codes = Array.from({ length: 200 }, newRecoveryCode);
    expect(new Set(codes).size).toBe(200);
    for (const code of codes) {
      expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$/);
      expect(parseRecoveryCode(code)).toBe(code);
    }
  });

  it('is understood as people write it', () => {
    const code = newRecoveryCode();
    const sloppy = ` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')}\n`;
    expect(parseRecoveryCode(sloppy)).toBe(code);
    expect(parseRecoveryCode(code.replaceAll('1', 'I'))).toBe(code);
    expect(parseRecoveryCode(code.replace(/[0-9]/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))))).toBe(
      code,
    );
  });

  it('shows most typing errors by itself', () => {
    const code = newRecoveryCode();
    for (const wrong of ['', code.slice(1), `${code}0`, code.replace(/.$/, 'U'), '中文中文中-'.repeat(5)]) {
      expect(() => parseRecoveryCode(wrong)).toThrow(badCode);
    }
    const slips = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ']
      .map((each) => each + code.slice(1))
      .filter((each) => each !== code);
    const unnoticed = slips.filter((slip) => {
      try {
        return parseRecoveryCode(slip) === slip;
      } catch {
        return false;
      }
    });
    expect(unnoticed.length).toBeLessThan(6);
  });

  it('gives the server and the vault different keys, always the same ones', () => {
    const code = newRecoveryCode();
    const { proof, vault } = recoveryKeys(code);
    expect(proof).toHaveLength(32);
    expect(proof.equals(vault)).toBe(false);
    expect(recoveryKeys(code)).toEqual({ proof, vault });
  });

  it('is confirmed by its last group', () => {
    const code = 'AAAAA-BBBBB-CCCCC-DDDDD-12345';
    expect(isLastGroup(code, 'i2345')).toBe(true);
    for (const wrong of ['', 'DDDDD', '1234', code]) expect(isLastGroup(code, wrong)).toBe(false);
  });
});
