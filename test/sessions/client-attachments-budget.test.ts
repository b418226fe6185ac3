import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { BLOB_CHUNK_SIZE } from '../../protocol/index.ts';
import type { AttachmentState } from '../../src-main/contract/attachment.ts';
import type { ConversationId, MessageId } from '../../src-main/contract/model.ts';
import type { Core } from '../../src-main/core/core.ts';
import { attachmentIn, sendFile, shown } from '../support/attachments.ts';
import {
  accountOf,
  befriend,
  isOnline,
  logIn,
  registerAndLogin,
  reopen,
  seen,
  startCore,
  trustServer,
} from '../support/core.ts';
import { roomOf } from '../support/rooms.ts';
import { startTestServer } from '../support/server.ts';

const DAY_MS = 24 * 3600_000;
const HOUR_MS = 3600_000;
/** What two small pictures cost. */
const BUDGET = 2 * BLOB_CHUNK_SIZE;

const png = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#3366aa' } })
  .png()
  .toBuffer();

/** Hong, for whom two pictures of each author are fetched by themselves a day, and her friends. */
async function hongAndFriends() {
  const { server } = await startTestServer();
  const clock = { later: 0 };
  const hong = await startCore({ fetchBudget: BUDGET, now: () => Date.now() + clock.later });
  const [ming, yang] = [await startCore(), await startCore()];
  await registerAndLogin(hong, server, 'hong');
  for (const [name, friend] of Object.entries({ ming, yang })) {
    await registerAndLogin(friend, server, name);
    await befriend(friend, hong);
  }
  return { clock, hong, ming, yang };
}

async function sendPicture(from: Core, to: ConversationId): Promise<MessageId> {
  const { id } = await sendFile(from, to, { name: 'sea.png', bytes: png, kind: 'picture' });
  return id;
}

/** How a picture that is sent to hong comes. */
async function comes(
  from: Core,
  hong: Core,
  to: ConversationId = accountOf(hong),
): Promise<AttachmentState | undefined> {
  const id = await sendPicture(from, to);
  const { attachment } = await seen(hong, id, (message) => message.attachment?.state !== 'downloading');
  return attachment?.state;
}

describe('pictures of one author', () => {
  it('are fetched by themselves within the budget; above it the person may fetch them, until a day is over', async () => {
    const { clock, hong, ming, yang } = await hongAndFriends();
    expect([await comes(ming, hong), await comes(ming, hong)]).toEqual(['here', 'here']);
    const id = await sendPicture(ming, accountOf(hong));
    const left = await attachmentIn(hong, id, 'remote');
    expect(left.attachment).toMatchObject({ kind: 'picture', hasThumbnail: true, problem: 'over-budget' });
    expect(await shown(hong, { of: 'message', id, part: 'thumbnail' })).toMatchObject({ type: 'image/webp' });
    expect(await comes(yang, hong)).toBe('here');

    await hong.call('attachments.start', { message: id });
    expect((await attachmentIn(hong, id, 'here')).attachment?.problem).toBeUndefined();
    expect((await shown(hong, { of: 'message', id, part: 'full' }))?.type).toBe('image/png');
    expect(await comes(ming, hong)).toBe('remote');

    clock.later = DAY_MS + HOUR_MS;
    expect(await comes(ming, hong)).toBe('here');
  });

  it('count wherever they are sent, and after the account was locked or the pictures were deleted', async () => {
    const { hong, ming, yang } = await hongAndFriends();
    const room = await roomOf(hong, [ming, yang]);
    expect(await comes(ming, hong, room)).toBe('here');
    const second = await sendPicture(ming, accountOf(hong));
    await attachmentIn(hong, second, 'here');
    await hong.call('messages.delete', { ids: [second] });
    await hong.call('account.lock', {});
    await reopen(hong);
    await isOnline(hong);
    expect(await comes(ming, hong, room)).toBe('remote');
    expect(await comes(ming, hong)).toBe('remote');
    expect(await comes(yang, hong, room)).toBe('here');
  });
});

it('one’s own that another device sent are fetched without a limit', async () => {
  const { server } = await startTestServer();
  const desk = await startCore();
  await registerAndLogin(desk, server, 'ming');
  const laptop = await startCore({ deviceName: 'laptop', fetchBudget: 0 });
  await trustServer(laptop, server);
  await logIn(laptop, 'ming');
  await isOnline(laptop);
  await logIn(desk, 'ming');
  const id = await sendPicture(desk, accountOf(desk));
  await seen(desk, id, ({ state }) => state === 'sent');
  await logIn(laptop, 'ming');
  await attachmentIn(laptop, id, 'here');
});
