import { expect, it } from 'vitest';
import { AccountId, type Contact, DeviceId } from '../../../protocol/index.ts';
import { Addresses } from '../../../src-main/core/e2ee/addresses.ts';
import { SealError } from '../../../src-main/core/e2ee/sealing.ts';
import { connectInMemory } from '../../support/channels.ts';

const ming = AccountId.parse(1);
const hong = AccountId.parse(2);
const stranger = AccountId.parse(3);
const laptop = DeviceId.parse(11);
const desktop = DeviceId.parse(12);
const phone = DeviceId.parse(21);
const tablet = DeviceId.parse(22);

/** Ming's laptop, before a server that lists the laptop and the desktop as Ming's; Hong's phone is known. */
async function setUp() {
  const { client, server } = await connectInMemory();
  let listings = 0;
  server.start({
    request: (name, id) => {
      listings += 1;
      const devices = [laptop, desktop].map((device) => ({ id: device, name: 'computer', since: 1, lastSeen: 1 }));
      if (name === 'account.devices') server.reply('account.devices', id, { devices });
    },
    closed: () => {},
  });
  client.start({ closed: () => {} });
  const profile: Contact['profile'] = { account: hong, name: 'h', displayName: 'h', signature: '' };
  let devices = [phone];
  const addresses = new Addresses({
    own: ming,
    contacts: {
      find: (account) => (account === hong ? { profile, presence: 'online', since: 1, trust: 'server' } : undefined),
      devicesOf: (account) => (account === hong ? devices : []),
      setDevices: (_, changed) => {
        devices = changed;
      },
    },
    channel: () => client,
  });
  return { addresses, listings: () => listings, setDevices: (changed: DeviceId[]) => (devices = changed) };
}

it('knows whose a device is that the server asks for', async () => {
  const { addresses, listings } = await setUp();
  await addresses.correct(hong, { missing: [tablet, desktop], stale: [] });
  expect(addresses.of(hong)).toEqual([
    { account: hong, device: phone },
    { account: hong, device: tablet },
    { account: ming, device: desktop },
  ]);
  expect(addresses.of(stranger)).toEqual([{ account: ming, device: desktop }]);
  await addresses.correct(stranger, { missing: [desktop], stale: [] });
  expect(listings()).toBe(1);
});

it('asks once for all that wonder at the same time', async () => {
  const { addresses, listings } = await setUp();
  const correction = { missing: [desktop], stale: [] };
  await Promise.all([addresses.correct(hong, correction), addresses.correct(hong, correction)]);
  expect(listings()).toBe(1);
});

it('writes no more for what is stale, on either side', async () => {
  const { addresses } = await setUp();
  await addresses.correct(hong, { missing: [tablet, desktop], stale: [] });
  await addresses.correct(hong, { missing: [], stale: [phone, desktop] });
  expect(addresses.of(hong)).toEqual([{ account: hong, device: tablet }]);
});

it('does not write to a friend without devices: nobody would get it', async () => {
  const { addresses, setDevices } = await setUp();
  await expect(addresses.correct(hong, { missing: [], stale: [phone] })).rejects.toBeInstanceOf(SealError);
  expect(addresses.of(hong)).toEqual([{ account: hong, device: phone }]);
  setDevices([]);
  expect(() => addresses.of(hong)).toThrow(SealError);
});
