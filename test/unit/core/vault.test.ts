import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newAccountKeys, publicIdentityOf } from '../../../src-main/core/account-keys.ts';
import { keyIdOfVault, Vault } from '../../../src-main/core/vault.ts';
import type { VaultContents } from '../../../src-main/core/vault-contents.ts';

const password = randomBytes(32);
const recovery = randomBytes(32);
const contents = { ...(await newAccountKeys()), notes: Buffer.from('{"groups":["Work"],"people":[]}') };

function made(): Vault {
  return Vault.create(copy(contents), publicIdentityOf(contents), { password, recovery });
}

function copy({ accountKey, identity, databaseKey, notes, ...rest }: VaultContents): VaultContents {
  return {
    ...rest,
    accountKey: Buffer.from(accountKey),
    identity: Buffer.from(identity),
    databaseKey: Buffer.from(databaseKey),
    notes: Buffer.from(notes),
  };
}

const hex = ({ accountKey, identity, databaseKey, notes, ...rest }: VaultContents) => ({
  ...rest,
  secrets: [accountKey, identity, databaseKey, notes].map((each) => Buffer.from(each).toString('hex')),
});

describe('a vault', () => {
  it('opens with the password, with the recovery code and with its own key', () => {
    const vault = made();
    const opened = [
      Vault.open(vault.data, { with: 'password', key: password }),
      Vault.open(vault.data, { with: 'recovery', key: recovery }),
      Vault.openWithKey(vault.data, vault.copyKey()),
    ];
    for (const each of opened) expect(hex(each.contents())).toEqual(hex(contents));
  });

  it('says that the key is wrong, whichever it is taken for', () => {
    const { data } = made();
    const wrongKey = expect.objectContaining({ reason: 'wrong-key' });
    expect(() => Vault.open(data, { with: 'password', key: randomBytes(32) })).toThrow(wrongKey);
    expect(() => Vault.open(data, { with: 'password', key: recovery })).toThrow(wrongKey);
    expect(() => Vault.open(data, { with: 'recovery', key: password })).toThrow(wrongKey);
    expect(() => Vault.openWithKey(data, randomBytes(32))).toThrow(expect.objectContaining({ reason: 'damaged' }));
  });

  it('opens after a change of the password with the new one only, and with the recovery code still', () => {
    const next = randomBytes(32);
    const { data } = made().rewrapped(next);
    expect(() => Vault.open(data, { with: 'password', key: password })).toThrow('wrong-key');
    expect(hex(Vault.open(data, { with: 'password', key: next }).contents())).toEqual(hex(contents));
    expect(hex(Vault.open(data, { with: 'recovery', key: recovery }).contents())).toEqual(hex(contents));
  });

  it('keeps its key and its id when its contents change', () => {
    const vault = made();
    const changed = vault.withContents({ ...copy(contents), isRecoveryConfirmed: true });
    expect(keyIdOfVault(changed.data)).toBe(vault.keyId);
    expect(vault.replacedBy(changed.data).contents().isRecoveryConfirmed).toBe(true);
    expect(vault.contents().isRecoveryConfirmed).toBe(false);
  });

  it('refuses every single flipped byte', () => {
    const { data } = made();
    for (let at = 0; at < data.length; at++) {
      const spoilt = Buffer.from(data);
      spoilt.writeUInt8(spoilt.readUInt8(at) ^ 1, at);
      const opened = () => [
        Vault.open(spoilt, { with: 'password', key: password }),
        Vault.open(spoilt, { with: 'recovery', key: recovery }),
      ];
      expect(opened, `byte ${at}`).toThrow();
    }
  });

  it('does not take the wrapping of another account for its own', () => {
    const [mine, other] = [made(), made()];
    const foreign = Vault.create(copy(contents), randomBytes(33), { password, recovery });
    const cut = mine.data.subarray(0, 40);
    expect(() => Vault.open(cut, { with: 'password', key: password })).toThrow('damaged');
    expect(other.keyId).toBe(mine.keyId);
    expect(foreign.keyId).not.toBe(mine.keyId);
  });

  it('holds nothing readable', () => {
    const { data } = made();
    expect(data.includes(Buffer.from(contents.recoveryCode))).toBe(false);
    expect(data.includes(Buffer.from(contents.databaseKey))).toBe(false);
    expect(data.includes(Buffer.from('Work'))).toBe(false);
  });

  it('cannot be read any more once it is wiped', () => {
    const vault = made();
    vault.wipe();
    expect(() => vault.contents()).toThrow('damaged');
  });
});
