import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { BlobId, MessageId } from '../../../protocol/index.ts';
import type { AttachmentContent } from '../../../src-main/core/content.ts';
import { newMessageId } from '../../../src-main/core/message-id.ts';
import {
  type NewAttachment,
  receivedAttachment,
  toAttachmentContent,
} from '../../../src-main/core/store/attachment-rows.ts';
import type { Store } from '../../../src-main/core/store/store.ts';
import { newSealedId } from '../../../src-main/core/transfers/sealed-files.ts';
import { person, SignalDevice } from '../../support/signal-devices.ts';

const ming = person(1);
const hong = person(2);
const NOW = 1_000_000;

const voice = { durationMs: 1000, waveform: Buffer.of(1, 2, 3) };
const content: AttachmentContent = {
  kind: 'picture',
  name: 'sea.png',
  type: 'image/png',
  size: 100,
  blob: newSealedId() as BlobId,
  key: randomBytes(32),
  digest: randomBytes(32),
  expiresAt: NOW + 1,
};

/** A picture that somebody sent and that is here, unless something else is said. */
function attachment(change: Partial<NewAttachment> = {}): NewAttachment {
  return {
    kind: 'picture',
    name: 'sea.png',
    type: 'image/png',
    size: 100,
    state: 'here',
    problem: null,
    blob: newSealedId() as BlobId,
    key: new Uint8Array(randomBytes(32)),
    digest: new Uint8Array(randomBytes(32)),
    expires_at: NOW + 1,
    ref: null,
    width: 60,
    height: 40,
    thumbnail: null,
    duration_ms: null,
    waveform: null,
    hidden_text_key: null,
    sealed: newSealedId(),
    path: null,
    ...change,
  };
}

async function open() {
  const { store } = await SignalDevice.signIn(ming, 11);
  return store;
}

async function add(store: Store, change: Partial<NewAttachment> = {}, { own = false } = {}) {
  const id = newMessageId();
  const carried = attachment(change);
  const [message] = await store.run('addMessages', [
    {
      id,
      conversation: hong.account,
      own,
      author: own ? ming.account : hong.account,
      kind: 'text',
      text: '',
      attachment: carried,
      sentAt: NOW,
      state: own ? 'sent' : 'received',
    },
  ]);
  if (!message) throw new Error('not added');
  return { id, message, sealed: carried.sealed };
}

/** Another device than `open` has, with what it encrypts for a friend's device. */
async function writerAndReader() {
  const [writer, reader] = [await SignalDevice.signIn(ming, 11), await SignalDevice.signIn(hong, 21)];
  await writer.befriend(hong);
  await writer.establish(reader);
  const seal = (messageId: MessageId) => writer.seal(hong, { kind: 'text', text: 'x' }, [reader], { messageId });
  return [{ store: writer.store, seal }, reader] as const;
}

async function leftovers(store: Store) {
  return (await store.run('leftovers')).map(({ sealed, path, ref }) => sealed ?? path ?? ref);
}

describe('what a message carries', () => {
  it('is shown without its secrets, and shown anew when it changes', async () => {
    const store = await open();
    const thumbnail = new Uint8Array(5);
    const { id, message } = await add(store, { thumbnail, hidden_text_key: new Uint8Array(32), state: 'remote' });
    const view = {
      kind: 'picture',
      name: 'sea.png',
      size: 100,
      type: 'image/png',
      state: 'remote',
      expiresAt: NOW + 1,
      width: 60,
      height: 40,
      hasThumbnail: true,
      hidesText: true,
    };
    expect(message.attachment).toEqual(view);
    const change = { state: 'failed', problem: 'damaged' } as const;
    const [changed] = await store.run('changeAttachment', { id, change });
    expect(changed).toEqual({ ...message, attachment: { ...view, ...change } });
    expect(await store.run('message', id)).toEqual(changed);
    expect(await store.run('changeAttachment', { id: newMessageId(), change })).toEqual([]);
  });

  it('expires where it is not', async () => {
    const store = await open();
    const gone = await add(store, { state: 'remote', sealed: null });
    const here = await add(store);
    expect((await store.run('expireAttachments', NOW + 1)).map(({ id }) => id)).toEqual([gone.id]);
    expect((await store.run('message', here.id))?.attachment?.state).toBe('here');
  });

  it('expires with what has come of it, but never with what is whole', async () => {
    const store = await open();
    const part = await add(store, { kind: 'file', state: 'paused', sealed: null, path: '/received/a.bin.part' });
    const picture = await add(store, { state: 'failed', problem: 'refused' });
    const whole = await add(store, { kind: 'file', state: 'remote', sealed: null, path: '/received/b.bin' });
    const ids = [part.id, picture.id, whole.id];
    expect((await store.run('expireAttachments', NOW + 1)).map(({ id }) => id)).toEqual(ids);
    expect(await leftovers(store)).toEqual(['/received/a.bin.part', picture.sealed]);
    const stored = await store.run('attachments', ids);
    expect(stored.map(({ sealed, path }) => sealed ?? path)).toEqual([null, null, null]);
  });
});

describe('the same file with another message', () => {
  it('is found where it is here, by whoever has its key', async () => {
    const store = await open();
    const here = await add(store, { kind: 'file', sealed: null, path: '/received/a.bin' });
    const [known] = await store.run('attachments', [here.id]);
    if (!known) throw new Error('not added');
    const same = { blob: known.blob, key: known.key, digest: known.digest, sealed: null };
    const copiesOf = async (change: Partial<NewAttachment>) => {
      const { id } = await add(store, { ...same, state: 'remote', ...change });
      const [stored] = await store.run('attachments', [id]);
      return stored && (await store.run('copiesHere', stored)).map(({ message }) => message);
    };
    expect(await copiesOf({})).toEqual([here.id]);
    expect(await copiesOf({ key: new Uint8Array(randomBytes(32)) })).toEqual([]);
    expect(await copiesOf({ digest: new Uint8Array(randomBytes(32)) })).toEqual([]);
    expect(await copiesOf({ size: 101 })).toEqual([]);
    expect(await copiesOf({ blob: null })).toEqual([]);
  });
});

describe('the list of files', () => {
  it('has the newest first, in pages, by kind, chat and part of the name', async () => {
    const store = await open();
    const names = ['Harbour Map.PDF', '海图.pdf', 'ÄRGER.txt', '100%_done.txt', 'map.png'];
    for (const name of names) await add(store, { name, kind: name.endsWith('png') ? 'picture' : 'file' });
    const found = async (query: Omit<Parameters<typeof list>[1], 'limit'>) =>
      (await list(store, { limit: 10, ...query })).files.map(({ attachment: { name } }) => name);
    expect(await found({})).toEqual(names.toReversed());
    expect(await found({ query: ' MAP ' })).toEqual(['map.png', 'Harbour Map.PDF']);
    expect(await found({ query: 'ärger' })).toEqual(['ÄRGER.txt']);
    expect(await found({ query: '%_' })).toEqual(['100%_done.txt']);
    expect(await found({ query: '图' })).toEqual(['海图.pdf']);
    expect(await found({ kinds: ['picture'] })).toEqual(['map.png']);
    expect(await found({ conversation: ming.account })).toEqual([]);
    const first = await list(store, { limit: 2 });
    expect(first).toMatchObject({ more: true, files: [{ own: false, author: hong.account, sentAt: NOW }, {}] });
    const rest = await list(store, { limit: 10, before: first.files[1]?.order });
    expect(rest).toMatchObject({ more: false });
    expect(rest.files).toHaveLength(3);
  });
});

function list(
  store: Store,
  query: {
    limit: number;
    query?: string;
    kinds?: ['picture'];
    conversation?: typeof ming.account;
    before?: number | undefined;
  },
) {
  return store.run('files', query);
}

describe('the copies here', () => {
  it('go when there are too many, those first that were not shown for the longest time', async () => {
    const store = await open();
    const [a, b, c] = [await add(store), await add(store), await add(store)];
    for (const [at, { id }] of [b, c, a].entries()) await store.run('touchAttachment', { id, at: at + 1 });
    expect(await store.run('evict', { limit: 300, now: NOW })).toEqual([]);
    const evicted = await store.run('evict', { limit: 250, now: NOW });
    expect(evicted).toMatchObject([{ id: b.id, attachment: { state: 'remote' } }]);
    expect(await leftovers(store)).toEqual([b.sealed]);
    await store.run('evict', { limit: 100, now: NOW });
    expect(await leftovers(store)).toEqual([b.sealed, c.sealed]);
  });

  it('that can be had nowhere else go last: nobody drives them out by sending many', async () => {
    const store = await open();
    const old = await add(store, { expires_at: NOW });
    const flood = [await add(store), await add(store)];
    for (const [at, { id }] of [old, ...flood].entries()) await store.run('touchAttachment', { id, at });
    const evicted = await store.run('evict', { limit: 100, now: NOW });
    expect(evicted.map(({ id }) => id)).toEqual(flood.map(({ id }) => id));
    expect((await store.run('message', old.id))?.attachment?.state).toBe('here');
  });

  it('stay when they are all there is: one’s own that the server has forgotten, and what has yet to be sent', async () => {
    const store = await open();
    const own = await add(store, { expires_at: NOW }, { own: true });
    const waiting = await add(store, { state: 'uploading', blob: null, expires_at: null }, { own: true });
    const received = await add(store, { expires_at: NOW });
    expect(await store.run('evict', { limit: 0, now: NOW, onlyOnServer: true })).toEqual([]);
    expect(await store.run('evict', { limit: 0, now: NOW })).toMatchObject([
      { id: received.id, attachment: { state: 'expired' } },
    ]);
    const inUse = [own.sealed, waiting.sealed];
    expect((await store.run('sealedInUse')).toSorted()).toEqual(inUse.toSorted());
    expect(await store.run('sealedBytes')).toEqual({ cache: 100, outgoing: 100 });
  });

  it('that messages share go with the last of them', async () => {
    const store = await open();
    const first = await add(store);
    await add(store, { sealed: first.sealed }, { own: true });
    const third = await add(store, { sealed: first.sealed });
    await store.run('deleteMessages', { ids: [first.id], at: NOW });
    expect(await leftovers(store)).toEqual([]);
    expect(await store.run('sealedBytes')).toMatchObject({ cache: 100 });
    await store.run('evict', { limit: 0, now: NOW });
    expect(await leftovers(store)).toEqual([first.sealed]);
    expect((await store.run('message', third.id))?.attachment?.state).toBe('remote');
  });
});

describe('a received file', () => {
  const received = { kind: 'file', sealed: null, path: '/received/a.bin' } as const;

  it('is left over when it is put away, not when it has vanished', async () => {
    const store = await open();
    const [away, vanished] = [await add(store, received), await add(store, received)];
    const noted = await store.run('noteGone', { id: vanished.id, path: received.path, now: NOW });
    expect(noted).toMatchObject([{ id: vanished.id, attachment: { state: 'remote' } }]);
    expect(await leftovers(store)).toEqual([]);
    await store.run('noteGone', { id: away.id, path: '/where/it/was/before', now: NOW });
    expect((await store.run('message', away.id))?.attachment?.state).toBe('here');
    await store.run('letGo', { ids: [away.id], now: NOW });
    expect(await leftovers(store)).toEqual([received.path]);
  });

  it('that came under the name of one that is left over stays', async () => {
    const store = await open();
    const before = await add(store, received);
    await store.run('letGo', { ids: [before.id], now: NOW });
    await store.run('changeAttachment', { id: before.id, change: { state: 'here', path: received.path } });
    expect(await store.run('leftovers')).toMatchObject([{ sealed: null, path: null, ref: null }]);
    expect(await store.run('partsOfFiles')).toEqual([]);
  });

  it('stays when its message goes, also while that is being sent on', async () => {
    const store = await open();
    const sending = await add(store, { ...received, state: 'upload-failed' }, { own: true });
    expect(await store.run('partsOfFiles')).toEqual([]);
    await store.run('deleteMessages', { ids: [sending.id], at: NOW });
    expect(await leftovers(store)).toEqual([]);
  });
});

describe('what is left over', () => {
  it('by deleted messages is the sealed copy, the part of a download, and the upload of what never left', async () => {
    const store = await open();
    const ref = new Uint8Array(randomBytes(16));
    const sent = await add(store, { ref }, { own: true });
    const part = await add(store, { kind: 'file', state: 'paused', sealed: null, path: '/tmp/a.part' });
    await add(store, { kind: 'file', sealed: null, path: '/tmp/kept' });
    await store.run('deleteMessages', { ids: [sent.id], at: NOW });
    expect(await leftovers(store)).toEqual([sent.sealed]);
    await store.run('clearConversation', { id: hong.account, at: NOW });
    expect(await leftovers(store)).toEqual([sent.sealed, '/tmp/a.part']);
    expect(await store.run('attachment', part.id)).toBeUndefined();
    await store.run(
      'forgetLeftovers',
      (await store.run('leftovers')).map(({ place }) => place),
    );
    expect(await leftovers(store)).toEqual([]);
  });

  it('by a recall of one’s own is the upload, too, unless it was forwarded', async () => {
    const store = await open();
    const ref = new Uint8Array(randomBytes(16));
    const blob = newSealedId() as BlobId;
    const first = await add(store, { ref, sealed: null }, { own: true });
    const second = await add(store, { ref, sealed: null, blob }, { own: true });
    await add(store, { sealed: null, blob, state: 'remote' }, { own: true });
    for (const { id } of [first, second]) await store.run('act', recall(id));
    expect(await leftovers(store)).toEqual([ref]);
  });
});

function recall(id: Awaited<ReturnType<typeof add>>['id']) {
  const { account: author } = ming;
  const content = { kind: 'recall', id } as const;
  return { said: { id: newMessageId(), conversation: hong.account, author, sentAt: NOW, content }, recallMs: 1000 };
}

describe('what others say that it is', () => {
  it.each([
    ['a sticker', { kind: 'sticker', size: 1024 * 1024 }, 'sticker', 'downloading'],
    ['a sticker that is too large', { kind: 'sticker', size: 1024 * 1024 + 1 }, 'file', 'remote'],
    ['a picture', { kind: 'picture', size: 64 * 1024 * 1024 }, 'picture', 'remote'],
    ['a picture that is too large', { kind: 'picture', size: 64 * 1024 * 1024 + 1 }, 'file', 'remote'],
    ['a recording without a length', { kind: 'voice', size: 5 }, 'file', 'remote'],
    ['a recording', { kind: 'voice', size: 16 * 1024 * 1024, voice }, 'voice', 'downloading'],
    ['a recording that is too large', { kind: 'voice', size: 16 * 1024 * 1024 + 1, voice }, 'file', 'remote'],
  ] as const)('%s', (_, said, kind, state) => {
    const received = receivedAttachment({ ...content, ...said }, 'name', newSealedId());
    expect(received).toMatchObject({ kind, state, sealed: state === 'remote' ? null : expect.any(String) });
  });

  it('is sent again with its message only: nobody gets the words alone', async () => {
    const [{ store, seal }, reader] = await writerAndReader();
    const there = await add(store, {}, { own: true });
    const onItsWay = await add(store, { state: 'uploading', blob: null, expires_at: null }, { own: true });
    const ids = [there.id, onItsWay.id];
    for (const messageId of ids) await seal(messageId);
    const request = { ...reader.address, conversation: hong.account, ids, numbers: [] };
    const answers = await store.run('answerResend', { request, now: NOW });
    expect(answers).toMatchObject([{ messageId: there.id, content: { attachment: { name: 'sea.png' } } }]);
  });

  it('is said on, also when its waveform is empty', async () => {
    const store = await open();
    const { id } = await add(store, { kind: 'voice', duration_ms: 1000, waveform: new Uint8Array() });
    const stored = await store.run('attachment', id);
    expect(stored && toAttachmentContent(stored)?.voice).toEqual({ durationMs: 1000, waveform: new Uint8Array() });
  });
});
