import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';

/*
 * Electron's node:crypto is made over BoringSSL, which has less than the OpenSSL that these tests run over. What it lacks fails
 * only there, so the client and the library that it shares with the server must not name it.
 * test/boringssl/ runs what they do use.
 */

const root = path.join(import.meta.dirname, '../..');

/** Exports of node:crypto that are missing, or fail whenever they are called. */
const missingExports = new Set([
  'argon2',
  'argon2Sync',
  'Certificate',
  'createDiffieHellman',
  'createDiffieHellmanGroup',
  'decapsulate',
  'encapsulate',
  'getDiffieHellman',
  'secureHeapUsed',
  'setEngine',
]);

/** Names of hashes, ciphers and kinds of keys that are unknown there. */
const missingAlgorithms = [
  /^(sha3-|shake|blake2|sm3|whirlpool|sha512-224|(rsa-)?(md4|mdc2|ripemd|rmd))/,
  /^(chacha20|sm4|aria|camellia|cast5|idea|seed|aes-?\d+-(ccm|ocb|siv|wrap|cfb))|^id-aes/,
  /^(x448|ed448|dsa|dh|rsa-pss|ml-kem|ml-dsa|slh-dsa|sm2)/,
];

function namesMissing(file: string, source: string): string[] {
  const { module } = parseSync(file, source);
  const imported = module.staticImports
    .filter(({ moduleRequest }) => moduleRequest.value === 'node:crypto')
    // a namespace has no name here: what is taken from it later could not be seen
    .flatMap(({ entries }) => entries.map(({ importName }) => importName.name ?? '*'));
  const literals = [...source.matchAll(/(['"`])([A-Za-z0-9/-]+)\1/g)].map(([, , text = '']) => text.toLowerCase());
  return [
    ...imported.filter((name) => name === '*' || missingExports.has(name)),
    ...literals.filter((text) => missingAlgorithms.some((missing) => missing.test(text))),
  ];
}

function sourcesIn(folder: string): string[] {
  const names = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.ts')).map((name) => path.join(folder, name));
}

describe('cryptography that BoringSSL lacks', () => {
  it.each([
    ["import { argon2Sync } from 'node:crypto';", 'argon2Sync'],
    ["import { argon2Sync as stretch } from 'node:crypto';", 'argon2Sync'],
    ["import * as crypto from 'node:crypto';", '*'],
    ["createHash('sha3-256');", 'sha3-256'],
    ["createHash('RIPEMD160');", 'ripemd160'],
    ["createCipheriv('chacha20-poly1305', key, nonce);", 'chacha20-poly1305'],
    ['generateKeyPairSync("x448");', 'x448'],
    ["generateKeyPairSync('rsa-pss', { modulusLength: 2048 });", 'rsa-pss'],
  ])('is seen in %s', (source, name) => {
    expect(namesMissing('x.ts', source)).toEqual([name]);
  });

  it.each(['protocol', 'src-main'])('is used nowhere in %s', (folder) => {
    const files = sourcesIn(folder);
    expect(files.length).toBeGreaterThan(20);
    const found = files.flatMap((file) =>
      namesMissing(file, readFileSync(path.join(root, file), 'utf8')).map((name) => `${file}: ${name}`),
    );
    expect(found).toEqual([]);
  });
});
