import { IdentityKeyPair, KEMKeyPair, PrivateKey } from '@signalapp/libsignal-client';
import { describe, expect, it } from 'vitest';
import { type Delivery, DeviceId, OperationError, type PreKeyBundle } from '../../protocol/index.ts';
import type { Core } from '../../src-main/core/core.ts';
import {
  accountOf,
  befriend,
  logIn,
  messagesWith,
  registerAndLogin,
  say,
  startCore,
  texts,
  trustServer,
  waitFor,
} from '../support/core.ts';
import { type Lies, startLyingServer } from '../support/lying-server.ts';
import { startTestServer } from '../support/server.ts';

/** Two friends on a server that lies to both as soon as `begin` is called. */
async function lieTo(lies: Lies): Promise<{ ming: Core; hong: Core }> {
  const lying = await startLyingServer(await startTestServer(), lies);
  const [ming, hong] = [await startCore(), await startCore()];
  await registerAndLogin(ming, lying, 'ming');
  await registerAndLogin(hong, lying, 'hong');
  await befriend(ming, hong);
  return { ming, hong };
}

/** Keys of a device that the server made itself, as well as it can: it has no account's identity key. */
function madeUpBundle(device: DeviceId, identity = IdentityKeyPair.generate()): PreKeyBundle {
  const [signed, kyber] = [
    PrivateKey.generate().getPublicKey().serialize(),
    KEMKeyPair.generate().getPublicKey().serialize(),
  ];
  return {
    device,
    registrationId: 77,
    signed: { id: 1, key: signed, signature: identity.privateKey.sign(signed) },
    lastResort: { id: 1, key: kyber, signature: identity.privateKey.sign(kyber) },
  };
}

const stateOf = (core: Core, other: Core, text: string) =>
  waitFor(core, async () => {
    const message = (await messagesWith(core, accountOf(other))).find((each) => each.text === text);
    return message?.state === 'sending' ? undefined : message;
  });

describe('a server that has its own keys and lies', () => {
  it('makes nobody begin anew by withholding the vault', async () => {
    let isLying = false;
    let enrolled = 0;
    const lying = await startLyingServer(await startTestServer(), {
      replies: {
        'keys.vault.get': (reply) => {
          if (isLying) throw new OperationError('not-found');
          return reply;
        },
      },
      requests: {
        'keys.enrol': (params) => {
          enrolled += 1;
          return params;
        },
      },
    });
    const desk = await startCore();
    await registerAndLogin(desk, lying, 'ming');
    const laptop = await startCore();
    await trustServer(laptop, lying);
    isLying = true;
    for (const core of [laptop, desk]) await expect(logIn(core, 'ming')).rejects.toMatchObject({ code: 'no-vault' });
    expect(enrolled).toBe(1);
    isLying = false;
    await logIn(laptop, 'ming', { newKeys: true });
    expect(enrolled).toBe(1);
    expect(laptop.open.secrets.publicIdentity).toEqual(desk.open.secrets.publicIdentity);
  });

  it.each([
    ['less work', { memoryKiB: 19 * 1024, passes: 1 }],
    ['the salt of another server', { salt: new Uint8Array(16) }],
  ])('gets no password stretched by asking for %s, and is not told as a wrong password', async (_, lie) => {
    let isLying = false;
    const asked: string[] = [];
    const lying = await startLyingServer(await startTestServer(), {
      replies: { 'account.kdf': (reply) => (isLying ? { ...reply, ...lie } : reply) },
      requests: {
        'account.login': (params) => {
          asked.push(params.name);
          return params;
        },
      },
    });
    const ming = await startCore({ hashing: { memoryKiB: 20 * 1024, passes: 2, parallelism: 1 } });
    await registerAndLogin(ming, lying, 'ming');
    isLying = true;
    await expect(logIn(ming, 'ming')).rejects.toMatchObject({ code: 'weak-hashing' });
    expect(asked).toEqual(['ming']);
    isLying = false;
    await logIn(ming, 'ming');
  });

  it('gets nothing by swapping the keys of a device', async () => {
    const { ming, hong } = await lieTo({
      replies: {
        'keys.bundle': ({ certificate, bundles }) => ({
          certificate,
          bundles: bundles.map(({ device }) => madeUpBundle(device)),
        }),
      },
    });
    await say(ming, accountOf(hong), 'secret');
    expect(await stateOf(ming, hong, 'secret')).toMatchObject({ state: 'failed', problem: 'untrusted-device' });
    expect(await messagesWith(hong, accountOf(ming))).toEqual([]);
  });

  it('cannot add a device to somebody: nothing is written for it', async () => {
    const ghost = DeviceId.parse(2_000_000);
    const bodies: unknown[] = [];
    const { ming, hong } = await lieTo({
      events: {
        'contact.added': (contact) => [{ ...contact, devices: [...contact.devices, ghost] }],
        'contact.devices': ({ account, devices }) => [{ account, devices: [...devices, ghost] }],
      },
      replies: {
        'keys.bundle': ({ certificate, bundles }, { devices }) => ({
          certificate,
          bundles: devices.includes(ghost) ? [...bundles, madeUpBundle(ghost)] : bundles,
        }),
      },
      requests: {
        'message.send': (params) => {
          bodies.push(...params.envelopes.filter(({ device }) => device === ghost));
          return params;
        },
      },
    });
    await say(ming, accountOf(hong), 'secret');
    expect(await stateOf(ming, hong, 'secret')).toMatchObject({ state: 'failed', problem: 'untrusted-device' });
    expect(bodies).toEqual([]);
  });

  it('cannot show a certificate that its authority did not make for that account', async () => {
    const certificates: Uint8Array[] = [];
    const { ming, hong } = await lieTo({
      replies: {
        'keys.enrol': (reply) => {
          certificates.push(reply.certificate);
          return reply;
        },
        'keys.certificate': (reply) => ({ ...reply, certificate: certificates[0] ?? reply.certificate }),
        'keys.bundle': (reply) => ({ ...reply, certificate: certificates[0] ?? reply.certificate }),
      },
    });
    await expect(ming.call('trust.get', { account: accountOf(hong) })).rejects.toMatchObject({ code: 'bad-keys' });
    await say(ming, accountOf(hong), 'secret');
    expect(await stateOf(ming, hong, 'secret')).toMatchObject({ state: 'failed', problem: 'untrusted-device' });
  });

  it('cannot pass replayed messages off as new ones', async () => {
    const { ming, hong } = await lieTo({ events: { 'message.deliver': (delivery) => [delivery, delivery, delivery] } });
    for (const text of ['one', 'two']) await say(ming, accountOf(hong), text);
    await texts(hong, accountOf(ming), 2);
    await say(hong, accountOf(ming), 'got it');
    expect(await texts(ming, accountOf(hong), 3)).toHaveLength(3);
    expect(await texts(hong, accountOf(ming), 3)).toEqual(['one', 'two', 'got it']);
  });

  it('cannot change who wrote a message, to whom, when, or under which id', async () => {
    let spoils = 0;
    let writer: number | undefined;
    const { ming, hong } = await lieTo({
      events: {
        'message.deliver': (delivery) => {
          if (delivery.from !== writer || spoils === 0) return [delivery];
          spoils -= 1;
          return [{ ...delivery, sentAt: delivery.sentAt + 1 }];
        },
      },
    });
    await say(ming, accountOf(hong), 'first');
    await texts(hong, accountOf(ming), 1);
    writer = accountOf(ming);
    spoils = 1;
    await say(ming, accountOf(hong), 'spoilt');
    expect(await texts(hong, accountOf(ming), 2)).toEqual(['first', 'spoilt']);
    await say(ming, accountOf(hong), 'last');
    expect(await texts(hong, accountOf(ming), 3)).toEqual(['first', 'spoilt', 'last']);
    expect(spoils).toBe(0);
  });

  // what is asked for in vain is asked for again after a minute
  it('can drop messages; both see it: never delivered here, and asked for again there', async () => {
    let drops = 0;
    let victim: number | undefined;
    const { ming, hong } = await lieTo({
      events: {
        'message.deliver': (delivery, { account }) => {
          if (account === delivery.from || account !== victim || drops === 0) return [delivery];
          drops -= 1;
          return [];
        },
      },
    });
    await say(ming, accountOf(hong), 'first');
    await stateOf(ming, hong, 'first');
    await texts(hong, accountOf(ming), 1);
    await waitFor(ming, async () => (await messagesWith(ming, accountOf(hong)))[0]?.state === 'delivered' || undefined);
    victim = accountOf(hong);
    drops = 1;
    await say(ming, accountOf(hong), 'dropped');
    expect(await stateOf(ming, hong, 'dropped')).toMatchObject({ state: 'sent' });
    await say(ming, accountOf(hong), 'next');
    expect((await texts(hong, accountOf(ming), 3)).toSorted()).toEqual(['dropped', 'first', 'next']);
  }, 90_000);

  it('can reorder messages; each arrives once', async () => {
    const kept: Delivery[] = [];
    let victim: number | undefined;
    const { ming, hong } = await lieTo({
      events: {
        'message.deliver': (delivery, { account }) => {
          if (account !== victim) return [delivery];
          kept.push(delivery);
          return kept.length < 3 ? [] : kept.splice(0).reverse();
        },
      },
    });
    await say(ming, accountOf(hong), 'first');
    await texts(hong, accountOf(ming), 1);
    victim = accountOf(hong);
    for (const text of ['a', 'b', 'c']) await say(ming, accountOf(hong), text);
    expect((await texts(hong, accountOf(ming), 4)).toSorted()).toEqual(['a', 'b', 'c', 'first']);
  });
});
