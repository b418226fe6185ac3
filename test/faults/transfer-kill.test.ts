import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeFile, takeReceived } from '../support/big-file.ts';
import { ServerProcess } from '../support/server-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { makeTransferringFriends, TransferClient, withKills } from '../support/transfer-client.ts';

const SIZE = 192 * 1024 * 1024 + 12_345;
const KILLS = 4;

it('gets a file through, whole, over kills of client and server at random places both ways', async () => {
  const server = await ServerProcess.start();
  onTestFinished(() => server.stop());
  const folder = await temporaryFolder();
  const { ming, hong } = await makeTransferringFriends(server, folder);
  await mkdir(hong.received);
  const file = join(folder, 'big.bin');
  const digest = await makeFile(file, SIZE);
  const killing = { server, size: SIZE, kills: KILLS };
  const start = (...args: ConstructorParameters<typeof TransferClient>) => {
    const client = new TransferClient(...args);
    onTestFinished(() => client.kill());
    return client;
  };
  const up = await withKills(killing, (isFirst) => start(isFirst ? 'send' : 'finish', ming, { file }));
  const down = await withKills(killing, (isFirst) => start(isFirst ? 'get' : 'finish', hong));
  expect(up.kills + down.kills).toBeGreaterThan(KILLS);
  expect(await takeReceived(hong.received)).toBe(digest);
});
