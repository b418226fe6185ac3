import { createCipheriv, createDecipheriv, type DecipherGCM, hash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { bytes, decode, encode, ViolationError } from '../../protocol/index.ts';
import { copySecret, randomSecret, secretBytes } from './secret-bytes.ts';
import { decodeContents, encodeContents, type VaultContents, wipeContents } from './vault-contents.ts';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID_BYTES = 16;
const PIECE_BYTES = 16;

/** nonce, ciphertext and tag of AES-256-GCM */
const Sealed = bytes({ min: NONCE_BYTES + TAG_BYTES, max: 64 * 1024 });

const VaultData = z.object({
  v: z.literal(1),
  /** names the keys inside: of the account's identity key */
  keyId: bytes({ exactly: KEY_ID_BYTES }),
  /** the vault key, for the password and for the recovery code */
  password: Sealed,
  recovery: Sealed,
  contents: Sealed,
});
type VaultData = z.infer<typeof VaultData>;

/** `wrong-key`: another password or code than the vault was made for. `damaged`: no vault, or one that was tampered with. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
  readonly reason: 'wrong-key' | 'damaged';

  constructor(reason: VaultError['reason']) {
    super(reason);
    this.reason = reason;
  }
}

/** A key that opens vaults: half of a stretched password, or of a recovery code. */
export interface VaultOpener {
  with: 'password' | 'recovery';
  key: Uint8Array;
}

/**
 * An account's secrets under a random vault key, which is wrapped for the password and for the recovery code: changing the
 * password wraps the key anew and leaves the rest. All of it AES-256-GCM; the associated data bind each part to its purpose,
 * the format's version and the account's keys. Holds the vault key in memory until `wipe`.
 */
export class Vault {
  readonly #key: Buffer;
  #data: VaultData;

  private constructor(key: Buffer, data: VaultData) {
    this.#key = key;
    this.#data = data;
  }

  /** @param publicIdentity libsignal's serialised public identity key: what the key id is made of */
  static create(
    contents: VaultContents,
    publicIdentity: Uint8Array,
    keys: { password: Uint8Array; recovery: Uint8Array },
  ) {
    const key = randomSecret(KEY_BYTES);
    const keyId = keyIdOf(publicIdentity);
    return new Vault(key, {
      v: 1,
      keyId,
      password: seal(keys.password, key, purpose('password', keyId)),
      recovery: seal(keys.recovery, key, purpose('recovery', keyId)),
      contents: sealContents(key, keyId, contents),
    });
  }

  /** @throws VaultError */
  static open(data: Uint8Array, opener: VaultOpener): Vault {
    const parsed = parse(VaultData, data);
    const key = unseal(opener.key, parsed[opener.with], purpose(opener.with, parsed.keyId), 'wrong-key');
    return Vault.#checked(key, parsed);
  }

  /** Opens with the vault key itself, as the keychain kept it. @throws VaultError */
  static openWithKey(data: Uint8Array, key: Buffer): Vault {
    return Vault.#checked(key, parse(VaultData, data));
  }

  static #checked(key: Buffer, data: VaultData): Vault {
    const vault = new Vault(key, data);
    wipeContents(vault.contents());
    return vault;
  }

  /** Names the keys inside; another one means that the account was given new keys. */
  get keyId(): string {
    return Buffer.from(this.#data.keyId).toString('hex');
  }

  /** As it is stored, here and on the server. */
  get data(): Buffer {
    return encode(this.#data);
  }

  /** For the keychain. The caller wipes the copy. */
  copyKey(): Buffer {
    return copySecret(this.#key);
  }

  /** The caller wipes them. */
  contents(): VaultContents {
    const { contents, keyId } = this.#data;
    const plain = unseal(this.#key, contents, purpose('contents', keyId), 'damaged');
    const read = decodeContents(plain);
    plain.fill(0);
    if (!read) throw new VaultError('damaged');
    return read;
  }

  /** The same secrets for another password. */
  rewrapped(passwordKey: Uint8Array): Vault {
    const password = seal(passwordKey, this.#key, purpose('password', this.#data.keyId));
    return new Vault(this.copyKey(), { ...this.#data, password });
  }

  withContents(contents: VaultContents): Vault {
    return new Vault(this.copyKey(), {
      ...this.#data,
      contents: sealContents(this.#key, this.#data.keyId, contents),
    });
  }

  /** A later state of this vault under the same key. @throws VaultError */
  replacedBy(data: Uint8Array): Vault {
    return Vault.openWithKey(data, this.copyKey());
  }

  wipe(): void {
    this.#key.fill(0);
  }
}

/** The key id in stored data. @throws VaultError `damaged` */
export function keyIdOfVault(data: Uint8Array): string {
  return Buffer.from(parse(VaultData, data).keyId).toString('hex');
}

function keyIdOf(publicIdentity: Uint8Array): Buffer {
  return hash('sha256', publicIdentity, 'buffer').subarray(0, KEY_ID_BYTES);
}

function purpose(part: 'password' | 'recovery' | 'contents', keyId: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`miyu/1 vault ${part} `), keyId]);
}

function sealContents(key: Uint8Array, keyId: Uint8Array, contents: VaultContents): Buffer {
  const plain = encodeContents(contents);
  const sealed = seal(key, plain, purpose('contents', keyId));
  plain.fill(0);
  return sealed;
}

function seal(key: Uint8Array, plain: Uint8Array, associated: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(associated);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function unseal(key: Uint8Array, sealed: Uint8Array, associated: Uint8Array, otherwise: VaultError['reason']): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(associated).setAuthTag(sealed.subarray(-TAG_BYTES));
  const plain = decipherInPieces(decipher, sealed.subarray(NONCE_BYTES, -TAG_BYTES));
  try {
    decipher.final();
    return plain;
  } catch {
    // OpenSSL says nothing more than that it does not fit
    plain.fill(0);
    throw new VaultError(otherwise);
  }
}

/**
 * Node leaves a copy of what each `update` gives in freed memory. In pieces as short as this, the copies of one call are
 * overwritten by the next, and none holds a whole key.
 */
function decipherInPieces(decipher: DecipherGCM, sealed: Uint8Array): Buffer {
  const plain = secretBytes(sealed.length);
  for (let at = 0; at < sealed.length; at += PIECE_BYTES) {
    const piece = decipher.update(sealed.subarray(at, at + PIECE_BYTES));
    piece.copy(plain, at);
    piece.fill(0);
  }
  return plain;
}

function parse<S extends z.ZodType>(schema: S, data: Uint8Array): z.infer<S> {
  const parsed = schema.safeParse(decodeMap(data));
  if (!parsed.success) throw new VaultError('damaged');
  return parsed.data;
}

function decodeMap(data: Uint8Array): unknown {
  try {
    return decode(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  } catch (error) {
    if (error instanceof ViolationError) return undefined;
    throw error;
  }
}
