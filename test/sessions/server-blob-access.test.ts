import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BLOB_CHUNK_SIZE, type BlobId, type ConversationId } from '../../protocol/index.ts';
import { deviceOf } from '../bench/pairs.ts';
import { allChunks, beginBlob, fetchBlob, putChunk, storeBlob } from '../support/raw-blobs.ts';
import { befriendRaw, RawClient } from '../support/raw-client.ts';
import { RoomCopy } from '../support/raw-rooms.ts';
import { startTestServer } from '../support/server.ts';

const content = randomBytes(BLOB_CHUNK_SIZE + 1);
const NOT_FOUND = { code: 'not-found' };

/** Ming and hong, who are friends, and lei, who is nobody's, each with a connection for blobs. */
async function people(...options: Parameters<typeof startTestServer>) {
  const running = await startTestServer(...options);
  const person = async (name: string) => {
    const main = await RawClient.signIn(running.server, name);
    return { main, transfer: await RawClient.attached(running.server, main) };
  };
  const [ming, hong, lei] = [await person('ming'), await person('hong'), await person('lei')];
  await befriendRaw(ming.main, hong.main);
  return { running, server: running.server, ming, hong, lei };
}

type Person = Awaited<ReturnType<typeof people>>['ming'];

function share({ main }: Person, blob: BlobId, to: ConversationId) {
  return main.channel.request('blob.share', { blob, to });
}

function fetch({ transfer }: Person, blob: BlobId) {
  return fetchBlob(transfer, blob, content.length);
}

describe('a blob', () => {
  it("is its uploader's alone until it is shared", async () => {
    const { ming, hong } = await people();
    const blob = await storeBlob(ming.transfer, content);
    await expect(fetch(hong, blob)).rejects.toMatchObject(NOT_FOUND);
    await expect(share(hong, blob, ming.main.account)).rejects.toMatchObject(NOT_FOUND);
    await share(ming, blob, hong.main.account);
    expect(await fetch(hong, blob)).toEqual(content);
    for (const attempt of ['blob.delete', 'blob.commit'] as const) {
      await expect(hong.main.channel.request(attempt, { blob })).rejects.toMatchObject(NOT_FOUND);
    }
    await expect(putChunk(hong.transfer, blob, 0, content.subarray(0, BLOB_CHUNK_SIZE))).rejects.toMatchObject(
      NOT_FOUND,
    );
  });

  it('is not seen by others before it is complete', async () => {
    const { ming, hong } = await people();
    const blob = await beginBlob(ming.main, content.length);
    await share(ming, blob, hong.main.account);
    await expect(hong.main.channel.request('blob.have', { blob })).rejects.toMatchObject(NOT_FOUND);
    await expect(fetch(hong, blob)).rejects.toMatchObject(NOT_FOUND);
  });

  it('is shared with friends only, and as long as they are', async () => {
    const { running, ming, hong, lei } = await people();
    const blob = await storeBlob(ming.transfer, content);
    await expect(share(ming, blob, lei.main.account)).rejects.toMatchObject(NOT_FOUND);
    await share(ming, blob, hong.main.account);
    await share(ming, blob, hong.main.account);
    const server = await running.restart();
    const again = await RawClient.resumed(server, hong.main);
    expect(await again.channel.request('blob.have', { blob })).toMatchObject({ isComplete: true });
    await again.channel.request('contact.remove', { account: ming.main.account });
    await expect(again.channel.request('blob.have', { blob })).rejects.toMatchObject(NOT_FOUND);
  });

  it('may be shared on by those who may get it', async () => {
    const { ming, hong, lei } = await people();
    await befriendRaw(hong.main, lei.main);
    const blob = await storeBlob(ming.transfer, content);
    await share(ming, blob, hong.main.account);
    await expect(fetch(lei, blob)).rejects.toMatchObject(NOT_FOUND);
    await share(hong, blob, lei.main.account);
    expect(await fetch(lei, blob)).toEqual(content);
    // what one keeps for oneself stays when the friendship ends
    await share(hong, blob, hong.main.account);
    await hong.main.channel.request('contact.remove', { account: ming.main.account });
    expect(await fetch(hong, blob)).toEqual(content);
    await ming.main.channel.request('blob.delete', { blob });
    for (const person of [hong, lei]) await expect(fetch(person, blob)).rejects.toMatchObject(NOT_FOUND);
  });

  it('shared with a room is for whoever is in it now', async () => {
    const { ming, hong, lei } = await people();
    const room = await RoomCopy.create(ming.main, 'room');
    const blob = await storeBlob(ming.transfer, content);
    await expect(share(hong, blob, room.id)).rejects.toMatchObject(NOT_FOUND);
    await share(ming, blob, room.id);
    await expect(fetch(hong, blob)).rejects.toMatchObject(NOT_FOUND);
    await room.add(ming.main, hong.main);
    await room.join(lei.main);
    for (const person of [hong, lei]) expect(await fetch(person, blob)).toEqual(content);
    await room.append(hong.main, { kind: 'leave' });
    await room.append(ming.main, { kind: 'remove', account: lei.main.account });
    for (const person of [hong, lei]) {
      await expect(fetch(person, blob)).rejects.toMatchObject(NOT_FOUND);
      await expect(person.main.channel.request('blob.have', { blob })).rejects.toMatchObject(NOT_FOUND);
    }
  });

  it('shared with a room is lost with the room', async () => {
    const { ming, hong } = await people();
    const room = await RoomCopy.create(ming.main, 'room');
    await room.add(ming.main, hong.main);
    const blob = await storeBlob(ming.transfer, content);
    await share(ming, blob, room.id);
    await room.append(ming.main, { kind: 'disband' });
    await expect(fetch(hong, blob)).rejects.toMatchObject(NOT_FOUND);
    expect(await fetch(ming, blob)).toEqual(content);
  });
});

describe('a transfer connection', () => {
  it('stands beside the session and does nothing of its business', async () => {
    const { ming, hong } = await people();
    for (const name of ['keys.vault.get', 'contact.list', 'account.logout', 'blob.ticket'] as const) {
      await expect(ming.transfer.channel.request(name, {})).rejects.toMatchObject({ code: 'not-signed-in' });
    }
    await hong.main.send(ming.main.account, [deviceOf(ming.main)], Buffer.from('hello'));
    expect(await ming.main.next('message.deliver')).toMatchObject({ from: hong.main.account });
    expect(ming.transfer.heard).toEqual([]);
    expect(ming.main.channel.isOpen).toBe(true);
  });

  it('is made with a ticket once, of a session that lasts', async () => {
    const { server, ming } = await people();
    const { ticket } = await ming.main.channel.request('blob.ticket', {});
    const attach = async (given: Uint8Array) => {
      const client = await RawClient.connect(server);
      await client.channel.request('blob.attach', { ticket: given });
      return client;
    };
    const wrong = { code: 'bad-token' };
    await expect(attach(randomBytes(32))).rejects.toMatchObject(wrong);
    await attach(ticket);
    await expect(attach(ticket)).rejects.toMatchObject(wrong);
    const { ticket: late } = await ming.main.channel.request('blob.ticket', {});
    await ming.main.channel.request('account.logout', {});
    await expect(attach(late)).rejects.toMatchObject(wrong);
  });

  it('outlives the connection of its session, and goes on in the next one', async () => {
    const { server, ming } = await people();
    ming.main.wire.destroy();
    await ming.main.closed;
    const blob = await storeBlob(ming.transfer, content);
    const again = await RawClient.resumed(server, ming.main);
    expect(await again.channel.request('blob.have', { blob })).toMatchObject({ isComplete: true });
    expect(await fetch(ming, blob)).toEqual(content);
  });

  it('ends with its session: by a logout, or by another login', async () => {
    const { server, ming, hong, lei } = await people();
    await ming.main.channel.request('account.logout', {});
    expect(await ming.transfer.closed).toBe('closed');
    const elsewhere = await RawClient.onNewDevice(server, 'hong');
    expect(await hong.transfer.closed).toBe('kicked');
    expect(elsewhere.channel.isOpen).toBe(true);
    expect(lei.transfer.channel.isOpen).toBe(true);
    expect((await RawClient.attached(server, elsewhere)).channel.isOpen).toBe(true);
  });

  it('ends for a newer one when there are too many', async () => {
    const { server, ming } = await people({ limits: { transfers: 2 } });
    const second = await RawClient.attached(server, ming.main);
    const third = await RawClient.attached(server, ming.main);
    expect(await ming.transfer.closed).toBe('closed');
    for (const client of [second, third]) expect(client.channel.isOpen).toBe(true);
  });

  it('answers a flood of requests, each with its chunk', async () => {
    const { ming } = await people();
    const blob = await storeBlob(ming.transfer, content);
    const replies = await Promise.all(
      Array.from({ length: 600 }, (_, number) =>
        ming.transfer.channel.request('blob.get', { blob, index: number % allChunks(content.length).length }),
      ),
    );
    expect(replies.every(({ data }, number) => data.length === (number % 2 === 0 ? BLOB_CHUNK_SIZE : 1))).toBe(true);
  });
});
