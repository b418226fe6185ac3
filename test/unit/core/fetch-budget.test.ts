import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BLOB_CHUNK_SIZE, type BlobId } from '../../../protocol/index.ts';
import type { AttachmentState } from '../../../src-main/contract/attachment.ts';
import type { MessageId } from '../../../src-main/contract/model.ts';
import type { AttachmentContent, Content } from '../../../src-main/core/content.ts';
import { newSealedId } from '../../../src-main/core/transfers/sealed-files.ts';
import { newId, person, SignalDevice, twoDevices } from '../../support/signal-devices.ts';

const HOUR = 3600_000;
/** The last minute of an hour. */
const NOW = 500_000 * HOUR - 60_000;
const FOUR_CHUNKS = 4 * BLOB_CHUNK_SIZE;

interface Sent {
  /** in chunks */
  chunks?: number;
  kind?: AttachmentContent['kind'];
  /** when it comes */
  at?: number;
  /** when its author says that it was written */
  sentAt?: number;
  id?: MessageId;
}

/** One person's device sends to another's, where four chunks are fetched by themselves; in what state it is there. */
async function send(from: SignalDevice, to: SignalDevice, sent: Sent = {}): Promise<AttachmentState | undefined> {
  const { chunks = 1, kind = 'picture', at = NOW, sentAt = NOW, id = newId() } = sent;
  const attachment: AttachmentContent = {
    kind,
    name: 'sea.png',
    type: 'image/png',
    // less than a full chunk of plaintext: it costs one all the same
    size: (chunks - 1) * BLOB_CHUNK_SIZE + 1,
    blob: newSealedId() as BlobId,
    key: randomBytes(32),
    digest: randomBytes(32),
    expiresAt: NOW + 1000 * HOUR,
  };
  const content: Content = { kind: 'text', text: '', attachment };
  const deliveries = await from.seal(to.person, content, [to], { messageId: id, sentAt });
  const { messages } = await to.receive(deliveries, { at, fetchBudget: FOUR_CHUNKS });
  const [told] = messages;
  const kept = await to.store.run('message', id);
  if (told) expect(told).toEqual(kept);
  return kept?.attachment?.state;
}

describe('what one author sends', () => {
  it('is fetched by itself as far as the budget goes; the rest waits for the person', async () => {
    const [ming, hong] = await twoDevices();
    expect(await send(ming, hong, { chunks: 3 })).toBe('downloading');
    const id = newId();
    expect(await send(ming, hong, { chunks: 2, id })).toBe('remote');
    expect(await hong.store.run('attachment', id)).toMatchObject({
      state: 'remote',
      problem: 'over-budget',
      sealed: null,
    });
    expect(await send(ming, hong)).toBe('downloading');
    expect(await send(ming, hong)).toBe('remote');
    expect(await send(ming, hong, { kind: 'file' })).toBe('remote');
  });

  it('takes nothing from what another may', async () => {
    const [ming, hong] = await twoDevices();
    const yang = await SignalDevice.signIn(person(3), 31);
    await yang.befriend(hong.person);
    await hong.befriend(yang.person);
    await yang.establish(hong);
    expect(await send(ming, hong, { chunks: 4 })).toBe('downloading');
    expect(await send(yang, hong, { chunks: 4 })).toBe('downloading');
    expect(await send(ming, hong)).toBe('remote');
  });

  it('counts by the hour in which it came, whatever its author says, for a day', async () => {
    const [ming, hong] = await twoDevices();
    expect(await send(ming, hong, { chunks: 2 })).toBe('downloading');
    expect(await send(ming, hong, { chunks: 2, at: NOW + 2 * HOUR })).toBe('downloading');
    expect(await send(ming, hong, { at: NOW + 2 * HOUR, sentAt: NOW - 100 * HOUR })).toBe('remote');
    expect(await send(ming, hong, { at: NOW + 24 * HOUR, sentAt: NOW + 100 * HOUR })).toBe('remote');
    expect(await send(ming, hong, { chunks: 2, at: NOW + 25 * HOUR })).toBe('downloading');
    expect(await send(ming, hong, { at: NOW + 25 * HOUR })).toBe('remote');
    expect(await send(ming, hong, { chunks: 2, at: NOW + 27 * HOUR })).toBe('downloading');
  });

  it('does not stay out because the clock here was wrong once', async () => {
    const [ming, hong] = await twoDevices();
    expect(await send(ming, hong, { chunks: 4, at: NOW + 1000 * HOUR })).toBe('downloading');
    expect(await send(ming, hong, { chunks: 4, at: NOW })).toBe('downloading');
  });

  it('counts on after a new start and after it was deleted, and what is under way stays so', async () => {
    const [ming, hong] = await twoDevices();
    const [first, second] = [newId(), newId()];
    await send(ming, hong, { chunks: 2, id: first });
    await send(ming, hong, { chunks: 2, id: second });
    await hong.store.run('deleteMessages', { ids: [first], at: NOW });
    await hong.reopen();
    expect(await hong.store.run('attachmentsUnderWay')).toMatchObject([{ message: second, state: 'downloading' }]);
    expect(await send(ming, hong)).toBe('remote');
  });

  it('counts once when it comes twice', async () => {
    const [ming, hong] = await twoDevices();
    const id = newId();
    for (let time = 0; time < 3; time += 1) expect(await send(ming, hong, { chunks: 2, id })).toBe('downloading');
    expect(await send(ming, hong, { chunks: 2 })).toBe('downloading');
    expect(await send(ming, hong)).toBe('remote');
  });
});

it('what one’s other devices sent has no limit', async () => {
  const desk = await SignalDevice.signIn(person(1), 11);
  const laptop = await SignalDevice.signIn(desk.person, 12);
  await desk.learn(desk.person);
  await laptop.learn(desk.person);
  await desk.establish(laptop);
  for (let time = 0; time < 3; time += 1) expect(await send(desk, laptop, { chunks: 4 })).toBe('downloading');
});
