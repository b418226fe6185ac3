import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { BlobId } from '../../../protocol/index.ts';
import type { MessageId } from '../../../src-main/contract/model.ts';
import { SealedCopies } from '../../../src-main/core/attachments/sealed-copies.ts';
import { newMessageId } from '../../../src-main/core/message-id.ts';
import { type NewAttachment, receivedAttachment } from '../../../src-main/core/store/attachment-rows.ts';
import type { Store } from '../../../src-main/core/store/store.ts';
import { newSealedId, SealedFiles } from '../../../src-main/core/transfers/sealed-files.ts';
import { person, SignalDevice } from '../../support/signal-devices.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const [ming, hong] = [person(1), person(2)];
const NOW = 1_000_000;
const ref = new Uint8Array(randomBytes(16));
const there = { ref, blob: newSealedId() as BlobId, expires_at: NOW + 1 };

async function open(): Promise<Store> {
  return (await SignalDevice.signIn(ming, 11)).store;
}

/** One's own that is being sent: a file, and with the server only, unless something else is said. */
async function add(store: Store, change: Partial<NewAttachment> = {}) {
  const id = newMessageId();
  const secrets = { key: randomBytes(32), digest: randomBytes(32) };
  const carried = {
    kind: 'file',
    name: 'a',
    type: '',
    size: 100,
    blob: there.blob,
    expiresAt: NOW,
    ...secrets,
  } as const;
  const attachment = { ...receivedAttachment(carried, 'a', newSealedId()), ...change };
  const [author, conversation] = [ming.account, hong.account];
  const message = { id, conversation, own: true, author, kind: 'text', text: '', attachment } as const;
  await store.run('addMessages', [{ ...message, sentAt: NOW, state: 'sending' }]);
  return id;
}

async function leftovers(store: Store) {
  return (await store.run('leftovers')).flatMap(({ sealed, path }) => sealed ?? path ?? []);
}

describe('what the server has now', () => {
  it.each([
    ['a picture stays', { kind: 'picture', state: 'uploading', sealed: newSealedId() }, 'here', true],
    ['of a file no copy stays', { state: 'uploading', sealed: newSealedId() }, 'remote', false],
    ['a received file stays', { state: 'uploading', sealed: newSealedId(), path: '/r/a' }, 'here', false],
    ['what was put away meanwhile', { kind: 'picture', state: 'remote' }, 'remote', false],
    ['what is here since', { state: 'here', path: '/r/a' }, 'here', false],
    ['what is coming', { state: 'downloading', path: '/r/a.part' }, 'downloading', false],
    ['what came by half', { state: 'paused', path: '/r/a.part' }, 'paused', false],
  ] as const)('is as it was or as it is told: %s', async (_, change, state, isKept) => {
    const store = await open();
    const id = await add(store, change);
    await store.run('endUpload', { id, ...there, now: NOW });
    const { path = null, sealed = null } = { path: null, sealed: null, ...change };
    expect(await store.run('attachment', id)).toMatchObject({ ...there, state, path, sealed: isKept ? sealed : null });
    expect(await leftovers(store)).toEqual(sealed === null || isKept ? [] : [sealed]);
  });
});

describe('what goes to the server once more', () => {
  it('is not coming from there any more: what came by half is left over', async () => {
    const store = await open();
    const id = await add(store, { state: 'paused', path: '/r/a.part' });
    const anew = { key: new Uint8Array(randomBytes(32)), sealed: newSealedId() };
    await store.run('beginUpload', { id, ref, anew });
    const begun = { ...anew, state: 'uploading', ref, blob: null, path: null };
    expect(await store.run('attachment', id)).toMatchObject(begun);
    expect(await leftovers(store)).toEqual(['/r/a.part']);
  });

  it('takes the place of the copy that it had', async () => {
    const store = await open();
    const before = newSealedId();
    const id = await add(store, { state: 'upload-failed', sealed: before });
    const anew = { key: new Uint8Array(randomBytes(32)), sealed: newSealedId() };
    await store.run('beginUpload', { id, ref, anew });
    expect(await leftovers(store)).toEqual([before]);
  });
});

describe('a received file that is sent on, and did not get to the server', () => {
  const path = '/r/movie.part';

  async function fail(store: Store): Promise<MessageId> {
    const id = await add(store, { state: 'here', path });
    await store.run('failUpload', { id, problem: 'disk-full' });
    return id;
  }

  it('stays when its message goes, or the account, even where its sender called it like a part', async () => {
    const store = await open();
    const id = await fail(store);
    expect(await store.run('partsOfFiles')).toEqual([]);
    await store.run('deleteMessages', { ids: [id], at: NOW });
    expect(await leftovers(store)).toEqual([]);
  });

  it('is still the one to be sent', async () => {
    const store = await open();
    const id = await fail(store);
    const stored = (await store.run('attachment', id)) ?? expect.fail('gone');
    expect(await store.run('copiesHere', stored)).toMatchObject([{ message: id, state: 'upload-failed', path }]);
  });
});

it('what is coming comes, though its message could not leave', async () => {
  const store = await open();
  const id = await add(store, { state: 'downloading', path: '/r/a.part' });
  const failed = await store.run('failUpload', { id, problem: 'refused' });
  expect(failed).toMatchObject([{ state: 'failed', problem: 'not-uploaded', attachment: { state: 'downloading' } }]);
});

describe('a sealed copy that is of no use any more', () => {
  async function setUp() {
    const store = await open();
    const files = new SealedFiles(await temporaryFolder());
    const { id } = await files.create(randomBytes(100), 100);
    const log: string[] = [];
    const copies = new SealedCopies({ store, files, log: (line) => void log.push(line) });
    return { store, files, id, copies, log };
  }

  it('goes at once', async () => {
    const { files, id, copies } = await setUp();
    await copies.remove(id);
    expect(await files.has(id)).toBe(false);
  });

  it('goes when the last work that may need it has ended', async () => {
    const { files, id, copies } = await setUp();
    const work = Promise.withResolvers<void>();
    const other = copies.keeping(() => work.promise);
    await copies.keeping(() => copies.remove(id));
    expect(await files.has(id)).toBe(true);
    work.resolve();
    await other;
    expect(await files.has(id)).toBe(false);
  });

  it('stays when a message has it after all', async () => {
    const { store, files, id, copies } = await setUp();
    await copies.keeping(async () => {
      await copies.remove(id);
      await add(store, { kind: 'picture', state: 'here', sealed: id });
    });
    await copies.remove(id);
    expect(await files.has(id)).toBe(true);
  });

  it('is no failure of the work when it cannot be deleted', async () => {
    const { store, id, log } = await setUp();
    const refused = Object.assign(new Error('EBUSY: /files'), { code: 'EBUSY' });
    const files = { ids: () => Promise.resolve(new Set<string>()), remove: () => Promise.reject(refused) };
    const copies = new SealedCopies({ store, files, log: (line) => void log.push(line) });
    expect(await copies.keeping(() => copies.remove(id).then(() => 'done'))).toBe('done');
    expect(log).toEqual(['sealed file not deleted: EBUSY']);
  });
});
