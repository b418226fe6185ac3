import { describe, expect, it } from 'vitest';
import { deviceOf } from '../bench/pairs.ts';
import { befriendRaw, fakeOneTimeKeys, RawClient } from '../support/raw-client.ts';
import { startTestServer } from '../support/server.ts';

describe('one-time keys', () => {
  it('are not taken away from all others by one friend', async () => {
    const { server } = await startTestServer({}, { isGuarded: true });
    const ming = await RawClient.signIn(server, 'ming');
    await ming.publish(fakeOneTimeKeys(90, 11), undefined);
    const greedy = await RawClient.signIn({ ...server, from: '127.0.0.2' }, 'greedy');
    const hong = await RawClient.signIn({ ...server, from: '127.0.0.3' }, 'hong');
    for (const friend of [greedy, hong]) await befriendRaw(friend, ming);
    const bundle = async (client: RawClient) => {
      const asked = { account: ming.account, devices: [deviceOf(ming)] };
      const [first] = (await client.channel.request('keys.bundle', asked)).bundles;
      return first ?? expect.fail('no bundle');
    };
    const taken = await Promise.all(Array.from({ length: 110 }, () => bundle(greedy)));
    expect(taken.filter(({ oneTime }) => oneTime !== undefined)).toHaveLength(10);
    // a session begins without one as well
    expect(taken.every(({ signed, lastResort }) => signed.key.length === 33 && lastResort.key.length === 1569)).toBe(
      true,
    );
    expect((await bundle(hong)).oneTime).toBeDefined();
    expect(await ming.channel.request('keys.count', {})).toEqual({ oneTime: 89, isPublished: true });
  });
});
