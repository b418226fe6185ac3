import { createCipheriv, createDecipheriv, hkdf } from 'node:crypto';
import { promisify } from 'node:util';
import { type HashingCost, stretchPassword, wipePasswordKeys } from '../password.ts';
import { secretBytes } from '../secret-bytes.ts';
import { KeyedNumbers } from './keyed-order.ts';

export const SALT_BYTES = 16;
export const TAG_BYTES = 16;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;

/** Part of the format: the picture does not say it. */
const COST: HashingCost = { memoryKiB: 64 * 1024, passes: 3, parallelism: 1 };

/** What finds and opens a hidden text; both when both are given. Without either, everybody who has this program can. */
export interface HidingSecret {
  /** none when empty */
  password?: string | undefined;
  /** 32 random bytes that come by another way, such as in the encrypted message with the picture */
  key?: Uint8Array | undefined;
}

/** Seals the parts of one hidden text: its length, then the text. The keys come from a fresh salt, so the count is nonce enough. */
export class HidingKeys {
  /** where the parts lie */
  readonly order: KeyedNumbers;
  readonly #key: Uint8Array;
  #parts = 0;

  constructor(order: KeyedNumbers, key: Uint8Array) {
    this.order = order;
    this.#key = key;
  }

  seal(plain: Uint8Array): Buffer {
    const cipher = createCipheriv('aes-256-gcm', this.#key, this.#nextNonce());
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  /** Undefined for anything that was not sealed as this part with these keys. */
  open(sealed: Buffer): Buffer | undefined {
    const decipher = createDecipheriv('aes-256-gcm', this.#key, this.#nextNonce(), { authTagLength: TAG_BYTES });
    const plain = decipher.setAuthTag(sealed.subarray(-TAG_BYTES)).update(sealed.subarray(0, -TAG_BYTES));
    try {
      decipher.final();
      return plain;
    } catch {
      // OpenSSL says nothing more than that it does not fit
      return undefined;
    }
  }

  wipe(): void {
    this.#key.fill(0);
  }

  #nextNonce(): Buffer {
    const nonce = Buffer.alloc(NONCE_BYTES);
    nonce.writeUInt32BE(this.#parts);
    this.#parts += 1;
    return nonce;
  }
}

/** Where the salt lies. It is random, and read before anything else: without a key, everybody can tell these places. */
export async function saltOrder({ key }: HidingSecret): Promise<KeyedNumbers> {
  return new KeyedNumbers(await derive(key ?? new Uint8Array(KEY_BYTES), '', 'miyu/1 hidden text salt'));
}

/** Takes 64 MiB and the time of a login when there is a password. The caller wipes them. */
export async function hidingKeys(secret: HidingSecret, salt: Uint8Array): Promise<HidingKeys> {
  const root = await rootOf(secret, salt);
  const [order, key] = await Promise.all([
    derive(root, salt, 'miyu/1 hidden text order'),
    derive(root, salt, 'miyu/1 hidden text seal'),
  ]);
  root.fill(0);
  return new HidingKeys(new KeyedNumbers(order), key);
}

/** The stretched password, then the key; zeros for what is not given. */
async function rootOf({ password, key }: HidingSecret, salt: Uint8Array): Promise<Buffer> {
  const root = secretBytes(2 * KEY_BYTES);
  if (password) {
    const stretched = await stretchPassword(password, { salt: new Uint8Array(salt), ...COST });
    root.set(stretched.vault);
    wipePasswordKeys(stretched);
  }
  if (key) root.set(key, KEY_BYTES);
  return root;
}

const hkdfAsync = promisify(hkdf);

async function derive(root: Uint8Array, salt: Uint8Array | string, info: string): Promise<Uint8Array> {
  return new Uint8Array(await hkdfAsync('sha256', root, salt, info, KEY_BYTES));
}
