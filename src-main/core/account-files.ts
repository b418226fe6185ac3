import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DeviceId, PasswordHashing, removeFile, removeFolder, renameFile } from '../../protocol/index.ts';
import { type JsonRead, readJson, writeJson } from './json-file.ts';

const base64 = z.base64().transform((text) => new Uint8Array(Buffer.from(text, 'base64')));

/**
 * Which device of its account this installation is. No secret: it outlives a logout and a history that was set aside.
 */
const DeviceFile = z.object({
  name: z.string(),
  device: DeviceId,
  /** for the server, which counts wrong passwords of a device with it apart; it opens nothing */
  pass: base64.optional(),
});
export type DeviceFile = z.infer<typeof DeviceFile>;

/** The wrapped vault as this installation last saw it, and what opens it. */
const VaultFile = z.object({
  version: z.number().int().min(1),
  /** as in vault.ts: nothing in it can be read without password, recovery code or keychain */
  data: base64,
  /** as `OwnHashing` */
  hashing: PasswordHashing.extend({ salt: base64, isBound: z.literal(true).optional() }),
  /** the vault key as the keychain keeps it */
  kept: base64.optional(),
});
export type VaultFile = z.infer<typeof VaultFile>;

/** What issue 2's clients left: a session in plain text. */
const PlainSessionFile = DeviceFile.loose();

function vaultJson(vault: VaultFile): object {
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  return {
    ...vault,
    data: text(vault.data),
    hashing: { ...vault.hashing, salt: text(vault.hashing.salt) },
    ...(vault.kept ? { kept: text(vault.kept) } : {}),
  };
}

/** The folder of one account. All that lies in it is encrypted, or is no secret. */
export class AccountFiles {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  get history(): string {
    return join(this.folder, 'history.db');
  }

  /** The encrypted files that the history has the keys of. */
  get sealed(): string {
    return join(this.folder, 'files');
  }

  get exists(): boolean {
    return existsSync(this.folder);
  }

  get hasHistory(): boolean {
    return existsSync(this.history);
  }

  async readVault(): Promise<JsonRead<VaultFile>> {
    return readJson(join(this.folder, 'vault.json'), VaultFile);
  }

  async writeVault(vault: VaultFile): Promise<void> {
    await this.#make();
    await writeJson(join(this.folder, 'vault.json'), vaultJson(vault));
  }

  /**
   * Deletes the keys that a keychain kept where `isSafe` denies them, also beside a history that was set aside.
   * @param valueIn tells of a file that was damaged
   * @returns whether there were any
   */
  async dropKept(
    isSafe: (kept: Uint8Array) => boolean,
    valueIn: (read: JsonRead<VaultFile>) => VaultFile | undefined,
  ): Promise<boolean> {
    let hasDropped = false;
    for (const name of await readdir(this.folder)) {
      if (!/^vault\.json(\.kept-[^.]+)?$/.test(name)) continue;
      const vault = valueIn(await readJson(join(this.folder, name), VaultFile));
      if (!vault?.kept || isSafe(vault.kept)) continue;
      const { kept: _, ...rest } = vault;
      await writeJson(join(this.folder, name), vaultJson(rest));
      hasDropped = true;
    }
    return hasDropped;
  }

  /** Also of an installation that has not been opened since it kept its session in plain text. */
  async readDevice(): Promise<JsonRead<DeviceFile>> {
    const read = await readJson(join(this.folder, 'device.json'), DeviceFile);
    return read.value || read.asideAs ? read : readJson(join(this.folder, 'session.json'), PlainSessionFile);
  }

  async writeDevice(device: DeviceFile): Promise<void> {
    await this.#make();
    const { pass, ...rest } = device;
    const json = { ...rest, ...(pass ? { pass: Buffer.from(pass).toString('base64') } : {}) };
    await writeJson(join(this.folder, 'device.json'), json);
    await removeFile(join(this.folder, 'session.json'));
  }

  /**
   * Puts history, its files and vault away under a name that says when; they are read by nothing any more.
   * @returns where the history is now
   */
  async setHistoryAside(now: Date): Promise<string> {
    const suffix = `kept-${now.toISOString().replace(/[:.]/g, '-')}`;
    for (const file of ['history.db-wal', 'history.db-shm', 'history.db', 'files', 'vault.json']) {
      const path = join(this.folder, file);
      if (existsSync(path)) await renameFile(path, `${path}.${suffix}`);
    }
    return `${this.history}.${suffix}`;
  }

  async delete(): Promise<void> {
    await removeFolder(this.folder);
  }

  async #make(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
  }
}
