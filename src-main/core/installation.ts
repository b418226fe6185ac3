import { mkdir, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { AccountId, makePrivateFolder, type Profile, Timestamp } from '../../protocol/index.ts';
import type { AccountKey, KnownServer, RememberedAccount } from '../contract/model.ts';
import { cacheLimits, defaultSettings, lockAfterMinutes, type Settings } from '../contract/settings.ts';
import { AccountFiles, type DeviceFile, type VaultFile } from './account-files.ts';
import { describe } from './describe.ts';
import { lockFolder } from './folder-lock.ts';
import { type JsonRead, readJson, writeJson } from './json-file.ts';
import type { Log } from './log.ts';

const KnownServerFile = z.object({
  host: z.string(),
  port: z.number().int(),
  fingerprint: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  name: z.string(),
});

const SettingsFile = z.object({
  language: z.enum(['zh-CN', 'en', 'system']).default(defaultSettings.language),
  theme: z.enum(['light', 'dark', 'system']).default(defaultSettings.theme),
  sendKey: z.enum(['enter', 'ctrl-enter']).default(defaultSettings.sendKey),
  scale: z.number().int().min(80).max(150).default(defaultSettings.scale),
  typing: z.boolean().default(defaultSettings.typing),
  readReceipts: z.boolean().default(defaultSettings.readReceipts),
  nudges: z.boolean().default(defaultSettings.nudges),
  textStyles: z.boolean().default(defaultSettings.textStyles),
  lockAfter: z.literal(lockAfterMinutes).default(defaultSettings.lockAfter),
  cacheLimit: z.literal(cacheLimits).default(defaultSettings.cacheLimit),
  server: KnownServerFile.optional(),
});
type SettingsFile = z.infer<typeof SettingsFile>;

const AccountsFile = z.object({
  accounts: z.array(
    z.object({
      account: AccountId,
      name: z.string(),
      displayName: z.string(),
      server: KnownServerFile,
      lastLogin: Timestamp,
      // absent in lists of the time before the vault: only a login brings its keys
      access: z.enum(['open', 'password', 'signed-out']).default('signed-out'),
      isKeyDropped: z.literal(true).exactOptional(),
    }),
  ),
});

/** The installation's folder: settings, the list of accounts, and a folder for each account. */
export class Installation {
  readonly folder: string;
  /** Files that could not be understood at start and were renamed; their values begin anew. */
  readonly setAside: string[] = [];
  readonly #unlock: () => void;
  readonly #log: Log;
  #settings: SettingsFile = SettingsFile.parse({});
  #accounts: RememberedAccount[] = [];
  #lastWrite: Promise<void> = Promise.resolve();

  private constructor(folder: string, unlock: () => void, log: Log) {
    this.folder = folder;
    this.#unlock = unlock;
    this.#log = log;
  }

  /** Takes the folder, making it when there is none. @throws FolderInUseError */
  static async open(folder: string, log: Log): Promise<Installation> {
    await makePrivateFolder(folder, log);
    const installation = new Installation(folder, await lockFolder(folder), log);
    const settings = await installation.#read(join(folder, 'settings.json'), SettingsFile);
    const accounts = await installation.#read(join(folder, 'accounts.json'), AccountsFile);
    installation.#settings = settings ?? installation.#settings;
    installation.#accounts = accounts?.accounts ?? [];
    return installation;
  }

  async close(): Promise<void> {
    await this.#lastWrite;
    this.#unlock();
  }

  get settings(): Settings {
    const { server: _, ...settings } = this.#settings;
    return settings;
  }

  /** The login page's server. */
  get server(): KnownServer | undefined {
    return this.#settings.server;
  }

  get remembered(): RememberedAccount[] {
    return this.#accounts;
  }

  async changeSettings(changes: Partial<SettingsFile>): Promise<void> {
    this.#settings = SettingsFile.parse({ ...this.#settings, ...changes });
    await this.#write(join(this.folder, 'settings.json'), this.#settings);
  }

  findAccount({ account, fingerprint }: AccountKey): RememberedAccount | undefined {
    return this.#accounts.find((each) => each.account === account && each.server.fingerprint === fingerprint);
  }

  findByName(name: string, { fingerprint }: KnownServer): RememberedAccount | undefined {
    const wanted = foldName(name);
    return this.#accounts.find((each) => each.server.fingerprint === fingerprint && foldName(each.name) === wanted);
  }

  /** Puts an account first in the login page's list. */
  async remember(account: RememberedAccount): Promise<void> {
    this.#accounts = [account, ...this.#accounts.filter((each) => !isSame(each, account))];
    await this.#writeAccounts();
  }

  async updateProfile({ account, name, displayName }: Profile, { fingerprint }: KnownServer): Promise<void> {
    const known = this.findAccount({ account, fingerprint });
    if (!known || (known.name === name && known.displayName === displayName)) return;
    this.#replace({ ...known, name, displayName });
    await this.#writeAccounts();
  }

  /** What opening the account takes from now on. Nothing happens when it has been forgotten. */
  async setAccess(key: AccountKey, access: RememberedAccount['access']): Promise<void> {
    const known = this.findAccount(key);
    if (!known || (known.access === access && !known.isKeyDropped)) return;
    const { isKeyDropped: _, ...account } = known;
    this.#replace({ ...account, access });
    await this.#writeAccounts();
  }

  /**
   * Deletes the keys that a keychain kept where `isSafe` denies them, also those of forgotten accounts. The accounts need
   * their password again, and remember why.
   */
  async dropUnsafeKeys(isSafe: (kept: Uint8Array) => boolean): Promise<void> {
    const folder = join(this.folder, 'accounts');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const files = new AccountFiles(join(folder, entry.name));
      try {
        const hasDropped = await files.dropKept(isSafe, (read) => this.#value(read));
        if (hasDropped) await this.#noteDroppedKey(files.folder);
      } catch (error) {
        // One account that cannot be read must not keep the others from opening; the next start looks again.
        this.#log(`a kept key was not looked at: ${describe(error)}`);
      }
    }
  }

  async #noteDroppedKey(folder: string): Promise<void> {
    const known = this.#accounts.find(({ account, server: { fingerprint } }) => {
      return this.filesOf({ account, fingerprint }).folder === folder;
    });
    if (known?.access !== 'open') return;
    this.#replace({ ...known, access: 'password', isKeyDropped: true });
    await this.#writeAccounts();
  }

  async forget(key: AccountKey, deleteHistory: boolean): Promise<void> {
    const forgotten = this.findAccount(key);
    this.#accounts = this.#accounts.filter((each) => each !== forgotten);
    await this.#writeAccounts();
    if (deleteHistory) await this.filesOf(key).delete();
  }

  filesOf({ account, fingerprint }: AccountKey): AccountFiles {
    return new AccountFiles(join(this.folder, 'accounts', `${fingerprint}-${account}`));
  }

  async readVault(key: AccountKey): Promise<VaultFile | undefined> {
    return this.#value(await this.filesOf(key).readVault());
  }

  /** The device of whoever signed in here under that name, so that this installation stays one device of theirs. */
  async findDevice(name: string, fingerprint: string): Promise<DeviceFile | undefined> {
    const folder = join(this.folder, 'accounts');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const entry of await readdir(folder)) {
      if (!entry.startsWith(`${fingerprint}-`)) continue;
      const device = this.#value(await new AccountFiles(join(folder, entry)).readDevice());
      if (device && foldName(device.name) === foldName(name)) return device;
    }
    return undefined;
  }

  #replace(account: RememberedAccount): void {
    this.#accounts = this.#accounts.map((each) => (isSame(each, account) ? account : each));
  }

  #writeAccounts(): Promise<void> {
    return this.#write(join(this.folder, 'accounts.json'), { accounts: this.#accounts });
  }

  /** One after the other, so that the last value asked for is the one that stays. */
  #write(file: string, value: unknown): Promise<void> {
    const write = this.#lastWrite.then(() => writeJson(file, value));
    this.#lastWrite = write.catch(() => {});
    return write;
  }

  async #read<S extends z.ZodType>(file: string, schema: S): Promise<z.infer<S> | undefined> {
    return this.#value(await readJson(file, schema));
  }

  #value<T>({ value, asideAs }: JsonRead<T>): T | undefined {
    if (asideAs) {
      this.setAside.push(asideAs);
      this.#log(`a damaged file was kept as ${basename(asideAs)}`);
    }
    return value;
  }
}

function isSame(a: RememberedAccount, b: RememberedAccount): boolean {
  return a.account === b.account && a.server.fingerprint === b.server.fingerprint;
}

function foldName(name: string): string {
  return name.trim().normalize('NFKC').toLowerCase();
}
