import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { AccountId } from '../../../protocol/index.ts';
import type { Message } from '../../../src-main/contract/model.ts';
import { Bundles } from '../../../src-main/core/e2ee/bundles.ts';
import type { SealRequest } from '../../../src-main/core/e2ee/exchange.ts';
import { Identities } from '../../../src-main/core/e2ee/identities.ts';
import { DevicesGoneError, type Envelope, Sealing } from '../../../src-main/core/e2ee/sealing.ts';
import { KeyServer } from '../../support/key-server.ts';
import { newId, type Person, person, SignalDevice } from '../../support/signal-devices.ts';

const profileOf = ({ account }: Person) => ({ account, name: 'n', displayName: 'n', signature: '' });

/** Ming's device with what encrypts on it, a server with keys, and Hong's device, which Ming has not written to yet. */
async function setUp() {
  const server = await KeyServer.start();
  const [ming, hong] = [await SignalDevice.signIn(person(1), 11), await SignalDevice.signIn(person(2), 21)];
  await ming.store.run('saveContact', { profile: profileOf(hong.person), since: 1 });
  await ming.store.run('openConversation', hong.person.account);
  await hong.befriend(ming.person);
  server.certify(hong.person);
  server.publish(hong);

  const told: AccountId[] = [];
  const lines: Message[] = [];
  const changes = { messages: (messages: Message[]) => lines.push(...messages) };
  const identities = new Identities({
    store: ming.store,
    authority: () => server.authority,
    now: () => server.now,
    changes,
    told: (account) => told.push(account),
    log: () => {},
  });
  const bundles = new Bundles({
    store: ming.store,
    identities,
    changes,
    channel: () => server.channel,
    now: () => server.now,
  });
  const batches: number[] = [];
  const sealing = new Sealing((requests) => {
    batches.push(requests.length);
    return ming.store.run('seal', requests);
  }, bundles);

  const write = async (text: string, device = hong): Promise<SealRequest> => {
    const messageId = await ming.write(hong.person, text);
    return {
      messageId,
      to: hong.person.account,
      sentAt: 10,
      content: { kind: 'text', text },
      devices: [device.address],
    };
  };
  const deliver = (request: SealRequest, [envelope]: Envelope[]) =>
    hong.receive([
      {
        seq: 1,
        from: ming.person.account,
        device: ming.id,
        to: request.to,
        messageId: request.messageId,
        sentAt: request.sentAt,
        receivedAt: 11,
        body: envelope?.body ?? Buffer.alloc(1),
      },
    ]);
  return { server, ming, hong, identities, sealing, told, lines, batches, write, deliver };
}

describe('sealing', () => {
  it('begins a session with the published keys, and what it encrypts is read', async () => {
    const { hong, ming, sealing, identities, write, deliver } = await setUp();
    const request = await write('hello');
    await deliver(request, await sealing.seal(request));
    expect(await hong.texts(ming.person)).toEqual(['hello']);
    expect(identities.trustOf(hong.person.account)).toBe('server');
  });

  it('gets the keys of a device once for all that wait for them, and does a burst in one go', async () => {
    const { server, sealing, batches, write } = await setUp();
    const requests = await Promise.all(['one', 'two', 'three'].map((text) => write(text)));
    await Promise.all(requests.map((request) => sealing.seal(request)));
    expect(server.asked).toEqual(['keys.bundle']);
    expect(batches).toEqual([3, 3]);
  });

  it('does not ask for keys again where there is a session', async () => {
    const { server, sealing, write } = await setUp();
    await sealing.seal(await write('one'));
    await sealing.seal(await write('two'));
    expect(server.asked).toEqual(['keys.bundle']);
  });

  it('refuses keys that the person’s identity key did not sign', async () => {
    const { server, hong, sealing, write } = await setUp();
    const stranger = await SignalDevice.signIn(person(3), 31);
    server.publish(hong, () => ({ ...stranger.bundle(), device: hong.id }));
    await expect(sealing.seal(await write('secret'))).rejects.toMatchObject({ problem: 'untrusted-device' });
  });

  it('refuses keys whose certificate is for somebody else', async () => {
    const { server, hong, sealing, identities, write } = await setUp();
    server.show(hong.person, server.certify(person(7)));
    await expect(sealing.seal(await write('secret'))).rejects.toMatchObject({ problem: 'untrusted-device' });
    expect(identities.trustOf(hong.person.account)).toBe('none');
  });

  it('fails for a person who has no certificate, and names devices that have no keys', async () => {
    const { server, ming, hong, sealing, write } = await setUp();
    const nobody = { account: person(9).account, device: hong.id };
    const request = await write('to nobody');
    await expect(sealing.seal({ ...request, devices: [nobody] })).rejects.toMatchObject({
      problem: 'untrusted-device',
    });

    const second = await SignalDevice.signIn(hong.person, 22);
    const forBoth = { ...request, devices: [hong.address, second.address] };
    const failure = await sealing.seal(forBoth).catch((error: unknown) => error);
    expect(failure).toEqual(new DevicesGoneError([second.id]));
    expect(server.asked).toEqual(['keys.bundle', 'keys.bundle']);
    expect(await sealing.seal(request)).toHaveLength(1);
    expect(server.asked).toHaveLength(2);
    expect(await ming.store.run('identities')).toHaveLength(1);
  });

  it('encrypts signals only for devices that there are sessions with, and asks for nothing', async () => {
    const { server, hong, sealing, write } = await setUp();
    const second = await SignalDevice.signIn(hong.person, 22);
    const typing = {
      messageId: newId(),
      to: hong.person.account,
      sentAt: 10,
      content: { kind: 'typing' as const },
      devices: [hong.address, second.address],
    };
    expect(await sealing.sealForSessions(typing)).toEqual([]);
    expect(server.asked).toEqual([]);
    await sealing.seal(await write('hello'));
    expect((await sealing.sealForSessions(typing)).map(({ device }) => device)).toEqual([hong.id]);
  });
});

describe('new keys of a friend', () => {
  async function withNewKeys(verify: boolean) {
    const parts = await setUp();
    const { server, hong, sealing, identities, write } = parts;
    await sealing.seal(await write('before'));
    if (verify) await identities.setVerified(hong.person.account, true);
    const again = await SignalDevice.signIn({ account: hong.person.account, keys: person(2).keys }, 22);
    server.certify(again.person);
    server.publish(again);
    return { ...parts, again };
  }

  it('are told in the chat with the reason, and written for', async () => {
    const { again, sealing, identities, lines, told, write, server } = await withNewKeys(false);
    expect(await sealing.seal(await write('after', again))).toHaveLength(1);
    expect(lines).toMatchObject([{ kind: 'keys-changed', detail: 'reset' }]);
    expect(identities.trustOf(again.person.account)).toBe('server');
    expect(told).toEqual([again.person.account, again.person.account]);
    expect(server.asked).toEqual(['keys.bundle', 'keys.bundle', 'keys.certificate']);
  });

  it('stop what is written to a verified friend until they are accepted', async () => {
    const { again, sealing, identities, write } = await withNewKeys(true);
    const request = await write('after', again);
    await expect(sealing.seal(request)).rejects.toMatchObject({ problem: 'keys-changed' });
    expect(identities.trustOf(again.person.account)).toBe('changed');
    await identities.accept(again.person.account);
    expect(identities.trustOf(again.person.account)).toBe('server');
    expect(await sealing.seal(request)).toHaveLength(1);
  });

  it('are not taken from a certificate that is revoked', async () => {
    const { hong, identities, server } = await withNewKeys(false);
    const known = identities.find(hong.person.account);
    if (!known) throw new Error('known from before');
    const revoked = [
      { serial: new X509Certificate(known.certificate).serialNumber, at: server.now, reason: 'reset' as const },
    ];
    const learning = identities.learn(hong.person.account, known.certificate, revoked);
    await expect(learning).rejects.toMatchObject({ code: 'bad-keys' });
  });

  it('can be compared only when there are any', async () => {
    const { identities } = await setUp();
    await expect(identities.setVerified(person(9).account, true)).rejects.toMatchObject({ code: 'no-keys' });
    await expect(identities.accept(person(9).account)).rejects.toMatchObject({ code: 'no-keys' });
  });
});
