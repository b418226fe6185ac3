import { createPublicKey, verify } from 'node:crypto';
import { expect, it } from 'vitest';
import { DeviceKey } from '../../../src-main/core/device-key.ts';

it('signs resumes that its public key verifies, also after being stored', () => {
  const key = DeviceKey.generate();
  const exporter = Buffer.alloc(32, 9);
  const publicKey = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: key.publicKey.toString('base64url') },
    format: 'jwk',
  });
  const signature = DeviceKey.fromStored(key.toStored()).signResume(exporter);
  expect(key.publicKey).toHaveLength(32);
  expect(verify(null, Buffer.concat([Buffer.from('miyu/1 resume'), exporter]), publicKey, signature)).toBe(true);
  expect(verify(null, Buffer.concat([Buffer.from('miyu/1 resume'), Buffer.alloc(32)]), publicKey, signature)).toBe(
    false,
  );
});
