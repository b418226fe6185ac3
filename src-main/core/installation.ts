import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { AccountId, DeviceId, type Profile, Timestamp } from '../../protocol/index.ts';
import type { KnownServer, RememberedAccount, Settings } from '../contract/model.ts';
import { lockFolder } from './folder-lock.ts';
import { readJson, writeJson } from './json-file.ts';
import type { Log } from './log.ts';

const KnownServerFile = z.object({
  host: z.string(),
  port: z.number().int(),
  fingerprint: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  name: z.string(),
});

const SettingsFile = z.object({
  language: z.enum(['zh-CN', 'en', 'system']).default('system'),
  theme: z.enum(['light', 'dark', 'system']).default('system'),
  sendKey: z.enum(['enter', 'ctrl-enter']).default('enter'),
  scale: z.number().int().min(80).max(150).default(100),
  typing: z.boolean().default(true),
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
      signedIn: z.boolean(),
    }),
  ),
});

/**
 * What lets this installation sign in as an account. In plain text but readable by its owner only, until the vault
 * that opens with the password can hold it.
 */
const SessionFile = z.object({
  name: z.string(),
  device: DeviceId,
  deviceKey: z.string(),
  /** absent once signed out, or when it was not to be remembered */
  token: z.string().optional(),
});
export type SessionFile = z.infer<typeof SessionFile>;

/** Names an account on this installation: numbers are unique on one server only. */
export interface AccountKey {
  account: AccountId;
  fingerprint: string;
}

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
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const installation = new Installation(folder, lockFolder(folder), log);
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

  /**
   * Drops the token: only the password opens the account again. When `token` is given and another one is stored,
   * a later login has replaced it already and nothing happens.
   */
  async signOut(key: AccountKey, token?: string): Promise<void> {
    const session = await this.readSession(key);
    if (token !== undefined && session?.token !== token) return;
    if (session) await this.writeSession(key, { ...session, token: undefined });
    const known = this.findAccount(key);
    if (known) this.#replace({ ...known, signedIn: false });
    await this.#writeAccounts();
  }

  async forget(key: AccountKey, deleteHistory: boolean): Promise<void> {
    await this.signOut(key);
    const forgotten = this.findAccount(key);
    this.#accounts = this.#accounts.filter((each) => each !== forgotten);
    await this.#writeAccounts();
    if (deleteHistory) await rm(this.#accountFolder(key), { recursive: true, force: true });
  }

  /** The account's history database; its folder exists after this. */
  async historyFile(key: AccountKey): Promise<string> {
    await mkdir(this.#accountFolder(key), { recursive: true, mode: 0o700 });
    return join(this.#accountFolder(key), 'history.db');
  }

  readSession(key: AccountKey): Promise<SessionFile | undefined> {
    return this.#read(join(this.#accountFolder(key), 'session.json'), SessionFile);
  }

  async writeSession(key: AccountKey, session: SessionFile): Promise<void> {
    await mkdir(this.#accountFolder(key), { recursive: true, mode: 0o700 });
    await this.#write(join(this.#accountFolder(key), 'session.json'), session);
  }

  /** The session of whoever signed in here under that name, so that this installation stays one device of theirs. */
  async findSession(name: string, fingerprint: string): Promise<SessionFile | undefined> {
    const folder = join(this.folder, 'accounts');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const entry of await readdir(folder)) {
      if (!entry.startsWith(`${fingerprint}-`)) continue;
      const session = await this.#read(join(folder, entry, 'session.json'), SessionFile);
      if (session && foldName(session.name) === foldName(name)) return session;
    }
    return undefined;
  }

  #accountFolder({ account, fingerprint }: AccountKey): string {
    return join(this.folder, 'accounts', `${fingerprint}-${account}`);
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
    const read = await readJson(file, schema);
    if (read.asideAs) {
      this.setAside.push(read.asideAs);
      this.#log(`${basename(file)} is damaged and was kept as ${basename(read.asideAs)}`);
    }
    return read.value;
  }
}

function isSame(a: RememberedAccount, b: RememberedAccount): boolean {
  return a.account === b.account && a.server.fingerprint === b.server.fingerprint;
}

function foldName(name: string): string {
  return name.trim().normalize('NFKC').toLowerCase();
}
