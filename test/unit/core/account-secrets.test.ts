import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AccountId, type Channel, OperationError, type Request } from '../../../protocol/index.ts';
import { AccountFiles } from '../../../src-main/core/account-files.ts';
import { newAccountKeys, publicIdentityOf } from '../../../src-main/core/account-keys.ts';
import { AccountSecrets } from '../../../src-main/core/account-secrets.ts';
import { Vault } from '../../../src-main/core/vault.ts';
import { nameGroup, setRemark } from '../../../src-main/core/vault-notes.ts';
import { connectInMemory } from '../../support/channels.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const ming = AccountId.parse(10001);
const hashing = { salt: new Uint8Array(16), memoryKiB: 19 * 1024, passes: 1, parallelism: 1 };

/** The server's part in vaults. */
class VaultServer {
  vault: { version: number; data: Uint8Array };
  /** done before each put is judged */
  beforePut: () => void = () => {};
  puts = 0;

  constructor(vault: Vault) {
    this.vault = { version: 1, data: vault.data };
  }

  async connect(): Promise<Channel> {
    const { client, server } = await connectInMemory();
    client.start({ closed: () => {} });
    server.start({
      request: (name, id, params) => {
        if (name === 'keys.vault.get') server.reply('keys.vault.get', id, this.vault);
        else if (name === 'keys.vault.put') this.#put(server, id, params as Request<'keys.vault.put'>);
      },
      closed: () => {},
    });
    for (const channel of [client, server]) channel.allowLargeFrames();
    return client;
  }

  #put(server: Channel, id: number, { version, data }: Request<'keys.vault.put'>): void {
    this.puts += 1;
    this.beforePut();
    if (version !== this.vault.version + 1) {
      server.fail('keys.vault.put', id, new OperationError('vault-changed'));
      return;
    }
    this.vault = { version, data: new Uint8Array(data) };
    server.reply('keys.vault.put', id, {});
  }
}

async function start() {
  const contents = await newAccountKeys();
  const keys = { password: randomBytes(32), recovery: randomBytes(32) };
  const vault = Vault.create(contents, publicIdentityOf(contents), keys);
  const server = new VaultServer(vault);
  const device = async () => {
    const opened = Vault.open(vault.data, { with: 'password', key: keys.password });
    const file = { version: 1, data: new Uint8Array(vault.data), hashing };
    const secrets = new AccountSecrets({
      files: new AccountFiles(await temporaryFolder()),
      owner: { fingerprint: '', name: 'ming' },
      vault: opened,
      file,
    });
    return { secrets, channel: await server.connect() };
  };
  return { server, one: await device(), other: await device() };
}

describe('notes on two devices', () => {
  it('are made again when the other was quicker, so that both stay', async () => {
    const { server, one, other } = await start();
    const first = server.vault;
    await other.secrets.changeNotes(other.channel, nameGroup(undefined, 'Work'));
    const theirs = server.vault;
    server.vault = first;
    server.beforePut = () => {
      server.vault = theirs;
      server.beforePut = () => {};
    };
    const heard: string[][] = [];
    one.secrets.listenToNotes(({ groups }) => heard.push(groups));
    await one.secrets.changeNotes(one.channel, setRemark(ming, 'Uncle'));
    expect(server.puts).toBe(3);
    expect(one.secrets.notes.groups).toEqual(['Work']);
    expect(one.secrets.notes.people.get(ming)).toEqual({ remark: 'Uncle' });
    await other.secrets.refresh(other.channel);
    expect(other.secrets.notes).toEqual(one.secrets.notes);
    expect(heard.at(-1)).toEqual(['Work']);
  });

  it('are given up when the other is quicker each time', async () => {
    const { server, one } = await start();
    server.beforePut = () => {
      server.vault = { ...server.vault, version: server.vault.version + 1 };
    };
    const change = one.secrets.changeNotes(one.channel, nameGroup(undefined, 'Work'));
    await expect(change).rejects.toMatchObject({ code: 'vault-changed' });
    expect(server.puts).toBe(3);
    expect(one.secrets.notes.groups).toEqual([]);
  });

  it('are not taken from a server that shows an older vault', async () => {
    const { server, one } = await start();
    const first = server.vault;
    await one.secrets.changeNotes(one.channel, nameGroup(undefined, 'Work'));
    server.vault = first;
    await expect(one.secrets.refresh(one.channel)).rejects.toMatchObject({ code: 'vault-changed' });
    expect(one.secrets.notes.groups).toEqual(['Work']);
  });

  it('are left as they were by a change that cannot be made', async () => {
    const { server, one } = await start();
    await one.secrets.changeNotes(one.channel, nameGroup(undefined, 'Work'));
    const change = one.secrets.changeNotes(one.channel, nameGroup(undefined, 'Work'));
    await expect(change).rejects.toMatchObject({ code: 'invalid-fields' });
    expect(server.puts).toBe(1);
    await one.secrets.changeNotes(one.channel, nameGroup('Work', 'Home'));
    expect(one.secrets.notes.groups).toEqual(['Home']);
  });
});
