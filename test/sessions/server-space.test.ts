import { describe, expect, it } from 'vitest';
import type { DeviceId } from '../../protocol/index.ts';
import { deviceOf } from '../bench/pairs.ts';
import { befriendRaw, RawClient, type Target } from '../support/raw-client.ts';
import { RoomCopy } from '../support/raw-rooms.ts';
import { startTestServer } from '../support/server.ts';

const KIB = 1024;

/** People who are nobody's friends, each at an address of its own. */
async function strangers(target: Target, count: number): Promise<RawClient[]> {
  const all: RawClient[] = [];
  for (let number = 1; number <= count; number++) {
    all.push(await RawClient.signIn({ ...target, from: `127.0.0.${100 + number}` }, `stranger${number}`));
  }
  return all;
}

describe('the queue of a device', () => {
  it('has room for what a friend writes, however much strangers have said in a room', async () => {
    const limits = { queueBytes: 320 * KIB };
    const { server } = await startTestServer({ limits }, { isGuarded: true });
    const ming = await RawClient.signIn(server, 'ming');
    const hong = await RawClient.signIn(server, 'hong');
    await befriendRaw(ming, hong);
    const many = await strangers(server, 6);
    const room = await RoomCopy.create(ming, 'physics');
    for (const stranger of many) await room.join(stranger);
    await ming.close();
    const devices: DeviceId[] = [ming, ...many].map(deviceOf);
    for (const stranger of many) {
      const say = () => stranger.channel.request('room.send', room.message(devices, Buffer.alloc(60 * KIB)));
      await Promise.all([say(), say()]);
    }
    await hong.send(ming.account, [deviceOf(ming)], Buffer.alloc(60 * KIB));
    const back = await RawClient.resumed(server, ming);
    expect((await back.next('message.deliver', ({ from }) => from === hong.account)).body).toHaveLength(60 * KIB);
  });
});
