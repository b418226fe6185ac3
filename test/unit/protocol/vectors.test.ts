import { createPrivateKey, createPublicKey, hkdfSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CbcDecryptor, CbcEncryptor } from '../../../protocol/cbc.ts';
import { verifySignature } from '../../../protocol/certificates.ts';
import { decode, encode } from '../../../protocol/codec.ts';
import { agree } from '../../../protocol/handshake/state.ts';
import { Hmac, hmacMessage } from '../../../protocol/hmac.ts';
import { hex, readVectors, type Wycheproof } from '../../support/vectors.ts';

function tests<T, G = object>(path: string) {
  const { testGroups } = readVectors<Wycheproof<T, G>>(path);
  return testGroups.flatMap(({ tests, ...group }) => tests.map((test) => ({ ...group, ...test })));
}

describe('public test vectors', () => {
  it('HMAC-SHA-256: RFC 4231 and Wycheproof', () => {
    const mac = (key: string, message: string) => {
      hmacMessage.set(hex(message));
      return new Hmac(hex(key)).digest(message.length / 2).toString('hex');
    };
    const { cases } = readVectors<{ cases: { key: string; data: string; mac: string }[] }>(
      'rfc-vectors/rfc4231-hmac-sha256.json',
    );
    for (const test of cases) expect(mac(test.key, test.data)).toBe(test.mac);
    const wycheproof = tests<{ key: string; msg: string; tag: string }, { tagSize: number }>(
      'wycheproof/hmac_sha256_test.json',
    ).filter(({ tagSize }) => tagSize === 256);
    expect(wycheproof.length).toBeGreaterThan(50);
    for (const test of wycheproof) {
      expect(mac(test.key, test.msg) === test.tag, `test ${test.tcId}`).toBe(test.result === 'valid');
    }
  });

  it('AES-256-CBC on one lasting cipher object gives the bytes of a new one each time', () => {
    const valid = tests<{ key: string; iv: string; msg: string; ct: string }, { keySize: number }>(
      'wycheproof/aes_cbc_pkcs5_test.json',
    ).filter(({ keySize, result }) => keySize === 256 && result === 'valid');
    expect(valid.length).toBeGreaterThan(10);
    for (const test of valid) {
      const encryptor = new CbcEncryptor(hex(test.key));
      const decryptor = new CbcDecryptor(hex(test.key));
      // again and again with the same object: the chain from message to message must not show
      for (let round = 0; round < 3; round++) {
        const message = hex(test.msg);
        const padding = 16 - (message.length % 16);
        const padded = Buffer.concat([message, Buffer.alloc(padding, padding)]);
        expect(encryptor.encrypt(Buffer.from(padded), hex(test.iv)).toString('hex')).toBe(test.ct);
        expect(decryptor.decrypt(hex(test.ct), hex(test.iv))).toEqual(padded);
        if (round === 1) {
          encryptor.rest();
          decryptor.rest();
        }
      }
    }
  });

  it('HKDF-SHA-256: RFC 5869 and Wycheproof', () => {
    const wycheproof = tests<{ ikm: string; salt: string; info: string; size: number; okm: string }>(
      'wycheproof/hkdf_sha256_test.json',
    );
    for (const { ikm, salt, info, size, okm, result, tcId } of wycheproof) {
      const run = () => Buffer.from(hkdfSync('sha256', hex(ikm), hex(salt), hex(info), size)).toString('hex');
      if (result === 'valid') expect(run(), `test ${tcId}`).toBe(okm);
      else expect(run, `test ${tcId}`).toThrow();
    }
  });

  it('X25519: Wycheproof, and no predictable secret is ever accepted', () => {
    const prefix = hex('302e020100300506032b656e04220420');
    const wycheproof = tests<{ public: string; private: string; shared: string }>('wycheproof/x25519_test.json');
    for (const test of wycheproof) {
      const key = Buffer.concat([prefix, hex(test.private)]);
      const privateKey = createPrivateKey({ key, type: 'pkcs8', format: 'der' });
      const run = () => agree(privateKey, hex(test.public)).toString('hex');
      if (/^0+$/.test(test.shared)) expect(run, `test ${test.tcId}`).toThrow('key agreement');
      else expect(run(), `test ${test.tcId}`).toBe(test.shared);
    }
  });

  it('RSA-PSS with SHA-256: Wycheproof', () => {
    const wycheproof = tests<{ msg: string; sig: string }, { publicKeyPem: string }>(
      'wycheproof/rsa_pss_2048_sha256_mgf1_32_test.json',
    );
    for (const { publicKeyPem, msg, sig, result, tcId } of wycheproof) {
      if (result === 'acceptable') continue;
      const isValid = verifySignature(createPublicKey(publicKeyPem), hex(msg), hex(sig));
      expect(isValid, `test ${tcId}`).toBe(result === 'valid');
    }
  });

  it('msgpack: every legal encoding of every value we use', () => {
    const suite = readVectors<Record<string, Record<string, unknown>[]>>('msgpack-test-suite/msgpack-test-suite.json');
    const key = hex('81a176');
    let checked = 0;
    for (const [name, cases] of Object.entries(suite)) {
      const isRefused = /timestamp|ext/.test(name);
      for (const test of cases) {
        for (const encoding of test.msgpack as string[]) {
          const bytes = Buffer.concat([key, hex(encoding.replaceAll('-', ''))]);
          if (isRefused) expect(() => decode(bytes), encoding).toThrow('violation');
          else expectDecoded(bytes, test, encoding);
          checked += 1;
        }
      }
    }
    expect(checked).toBeGreaterThan(200);
  });

  it('naughty strings come back as they were', () => {
    const strings = readVectors<string[]>('naughty-strings/blns.json');
    for (const text of strings) {
      // what is no Unicode text (half a surrogate pair) cannot be text on the wire
      const sent = text.toWellFormed();
      expect(decode(encode({ text: sent }))).toEqual({ text: sent });
    }
  });
});

/** Integers beyond 2^53 are refused, except when they come as a double, which is what they will be here. */
function expectDecoded(bytes: Buffer, test: Record<string, unknown>, encoding: string): void {
  const isUnsafe = 'bignum' in test && !Number.isSafeInteger(Number(test.bignum));
  const isFloat = /^c[ab]/.test(encoding);
  if (isUnsafe && !isFloat) {
    expect(() => decode(bytes), encoding).toThrow('violation');
    return;
  }
  const value = 'binary' in test ? hex(String(test.binary).replaceAll('-', '')) : Object.values(test)[0];
  expect(decode(bytes).v, encoding).toEqual(isUnsafe ? Number(test.bignum) : value);
}
