import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { IdentityKeyPair } from '@signalapp/libsignal-client';
import { expect } from 'vitest';
import type { Core } from '../../src-main/core/core.ts';
import { stretchPassword } from '../../src-main/core/password.ts';
import { Vault } from '../../src-main/core/vault.ts';
import { accountOf, lastAccount, PASSWORD, say, startCore, texts, twoFriends } from '../support/core.ts';
import { itUnless, noProcessMemory } from '../support/needs.ts';
import { countInMemory } from '../support/process-memory.ts';
import { startTestServer } from '../support/server.ts';

const locker = fileURLToPath(new URL('../support/lock-process.ts', import.meta.url));

/** The secrets of an account, found the way its owner finds them. */
async function secretsOf(core: Core): Promise<Record<string, Buffer>> {
  const file = await core.installation.readVault(lastAccount(core));
  if (!file) throw new Error('no vault');
  const keys = await stretchPassword(PASSWORD, file.hashing);
  const vault = Vault.open(file.data, { with: 'password', key: keys.vault });
  const { accountKey, identity, databaseKey } = vault.contents();
  const { privateKey } = IdentityKeyPair.deserialize(new Uint8Array(identity));
  const hexadecimal = Buffer.from(databaseKey).toString('hex');
  return {
    'password key': keys.vault,
    'vault key': vault.copyKey(),
    'account key': Buffer.from(accountKey).subarray(300, 400),
    'identity key': Buffer.from(privateKey.serialize()),
    'database key': Buffer.from(databaseKey),
    'its first half': Buffer.from(databaseKey).subarray(0, 16),
    'its second half': Buffer.from(databaseKey).subarray(16),
    'database key in hexadecimal': Buffer.from(hexadecimal),
    // memory that is freed loses its first bytes
    'half of it': Buffer.from(hexadecimal.slice(32)),
  };
}

itUnless(noProcessMemory, 'holds no key in memory after a lock that we could find', async () => {
  const { server } = await startTestServer();
  const { ming, hong } = await twoFriends(server);
  await say(hong, accountOf(ming), 'for your eyes only');
  await texts(ming, accountOf(hong), 1);
  await ming.close();
  const secrets = await secretsOf(await startCore({ folder: ming.installation.folder }).then(closed));
  const child = spawn(process.execPath, ['--expose-gc', locker, ming.installation.folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    expect((await lines.next()).value).toBe('open');
    const open = await countInMemory(child.pid ?? 0, { ...secrets, message: Buffer.from('for your eyes only') });
    // the search finds what is there
    expect(open['vault key']).toBeGreaterThan(0);
    expect(open['identity key']).toBeGreaterThan(0);
    expect(open.message).toBeGreaterThan(0);
    child.stdin.write('lock\n');
    expect((await lines.next()).value).toBe('locked');
    const locked = await countInMemory(child.pid ?? 0, secrets);
    expect(locked).toEqual(Object.fromEntries(Object.keys(secrets).map((name) => [name, 0])));
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

/** Its files can be read; the folder is free for another process. */
async function closed(core: Core): Promise<Core> {
  await core.close();
  return core;
}
