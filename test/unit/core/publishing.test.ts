import { expect, it } from 'vitest';
import type { Request } from '../../../protocol/index.ts';
import { Publishing } from '../../../src-main/core/e2ee/publishing.ts';
import { connectInMemory } from '../../support/channels.ts';
import { person, SignalDevice } from '../../support/signal-devices.ts';

type Published = Request<'keys.publish'>;

/** A device, and a server that keeps count of its keys. `SignalDevice.signIn` has published once, elsewhere. */
async function setUp() {
  const device = await SignalDevice.signIn(person(1), 11);
  const { client, server } = await connectInMemory();
  for (const channel of [client, server]) channel.allowLargeFrames();
  const state = { oneTime: 0, isPublished: false };
  const published: Published[] = [];
  server.start({
    request: (name, id, params) => {
      if (name === 'keys.count') return server.reply('keys.count', id, { ...state });
      if (name !== 'keys.publish') throw new Error(name);
      const keys = params as Published;
      published.push(keys);
      state.oneTime += keys.oneTime.length;
      state.isPublished ||= keys.device !== undefined;
      server.reply('keys.publish', id, { oneTime: state.oneTime });
    },
    closed: () => {},
  });
  client.start({ closed: () => {} });
  let now = 1;
  const publishing = new Publishing(device.store, () => now);
  return {
    publish: () => publishing.publish(client),
    published,
    state,
    passDays: (days: number) => (now += days * 86_400_000),
  };
}

it('publishes everything to a server that has nothing, and nothing twice', async () => {
  const { publish, published } = await setUp();
  await Promise.all([publish(), publish()]);
  await publish();
  expect(published.map(({ device, oneTime }) => [device !== undefined, oneTime.length])).toEqual([[true, 100]]);
});

it('fills up what others have used', async () => {
  const { publish, published, state } = await setUp();
  await publish();
  state.oneTime = 24;
  await publish();
  expect(published[1]?.device).toBeUndefined();
  expect(published[1]?.oneTime).toHaveLength(76);
  const ids = published.flatMap(({ oneTime }) => oneTime.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
  state.oneTime = 25;
  await publish();
  expect(published).toHaveLength(2);
});

it('replaces the signed keys after a month', async () => {
  const { publish, published, passDays } = await setUp();
  await publish();
  passDays(31);
  await publish();
  expect(published[1]?.device?.signed.id).not.toBe(published[0]?.device?.signed.id);
});
