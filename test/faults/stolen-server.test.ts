import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Vault } from '../../src-main/core/vault.ts';
import { openDatabase } from '../../src-server/store/database.ts';
import { accountOf, lastAccount, PASSWORD, reopen, say, texts, twoFriends, waitFor } from '../support/core.ts';
import { RawClient } from '../support/raw-client.ts';
import { startTestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('tells a thief of its disk who knows whom, and not a word of what they say', async () => {
  const lines: string[] = [];
  const running = await startTestServer({ log: { level: 'debug' } }, { onLog: (line) => lines.push(line) });
  const { ming, hong } = await twoFriends(running.server);
  await say(ming, accountOf(hong), 'read and forgotten');
  await texts(hong, accountOf(ming), 1);
  await hong.call('account.lock', {});
  await say(ming, lastAccount(hong).account, 'waiting in the queue');
  await waitFor(ming, async () => {
    const { messages } = await ming.call('messages.page', { conversation: lastAccount(hong).account, limit: 1 });
    return messages[0]?.state === 'sent' || undefined;
  });
  const { code } = await ming.call('recovery.code', {});

  const stolen = await temporaryFolder();
  await cp(running.folder, stolen, { recursive: true });
  const files = (await readdir(stolen, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const everything = Buffer.concat([
    ...(await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name))))),
    Buffer.from(lines.join('\n')),
  ]);
  expect(everything.includes('ming@example.org')).toBe(true);
  const { token = '', key } = ming.open.device;
  for (const secret of ['read and forgotten', 'waiting in the queue', PASSWORD, code, token, key]) {
    expect(everything.includes(secret), secret.slice(0, 8)).toBe(false);
  }

  const database = await openDatabase(join(stolen, 'miyu.db'), { expected: true });
  const account = await database.read
    .selectFrom('accounts')
    .selectAll()
    .where('name', '=', 'ming')
    .executeTakeFirstOrThrow();
  const keys = await database.read
    .selectFrom('account_keys')
    .selectAll()
    .where('account', '=', account.id)
    .executeTakeFirstOrThrow();
  await database.close();
  const guess = await RawClient.connect(running.server);
  const device = { name: 'thief', key: Buffer.alloc(32, 1) };
  const login = guess.channel.request('account.login', { name: 'ming', auth: account.auth_mac, device });
  await expect(login).rejects.toMatchObject({ code: 'bad-credentials' });
  await guess.close();
  for (const opener of ['password', 'recovery'] as const) {
    const open = () => Vault.open(keys.vault, { with: opener, key: account.auth_mac });
    expect(open).toThrow('wrong-key');
  }
  await reopen(hong);
  expect(await texts(hong, accountOf(ming), 2)).toEqual(['read and forgotten', 'waiting in the queue']);
});
