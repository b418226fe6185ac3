import type { Transaction } from 'kysely';
import { isRoom, type MessageId, type Timestamp } from '../../../protocol/index.ts';
import { type AttachmentContent, type Content, RESEND_LIMIT, textContent } from '../content.ts';
import type { DueResends, ResendRequest, SealRequest } from '../e2ee/exchange.ts';
import { newMessageId } from '../message-id.ts';
import type { Said } from './acts.ts';
import { toAttachmentContent } from './attachment-rows.ts';
import { findAttachments } from './attachments.ts';
import { Entitlement } from './audiences.ts';
import { giveUp } from './given-up.ts';
import type { History, OwnIdentity } from './history.ts';
import { extrasOf, toMessage, writtenKinds } from './message-rows.ts';
import { isReceivedBy } from './message-states.ts';
import { whyGone } from './numbers.ts';
import { findActs } from './outgoing.ts';
import { mayReadAgain } from './room-resend.ts';
import type { MessageRow, MissingRow, Schema } from './schema.ts';

const TRIES = 3;
const TRY_AGAIN_AFTER_MS = 60_000;
/** A message waits for its device for 30 days, and so does the question. */
const GIVEN_AGAIN_MS = 60 * 24 * 60 * 60_000;

type Gone = Extract<Content, { kind: 'gone' }>;

export async function dueResends(transaction: Transaction<Schema>, now: Timestamp): Promise<DueResends> {
  const due = await transaction
    .selectFrom('missing')
    .selectAll()
    .where('next_at', '<=', now)
    .orderBy('place')
    .execute();
  const inVain = due.filter(({ tries }) => tries >= TRIES);
  const asked = due.filter(({ tries }) => tries < TRIES);
  await countTry(transaction, now);
  const messages = await giveUp(transaction, inVain, now);
  const nextAt = await nextDue(transaction);
  return { requests: toRequests(asked), messages, ...(nextAt === null ? {} : { nextAt }) };
}

/**
 * What is sent to a device that asks for something again. It gets what was encrypted for it, under the identity key
 * that its account has now, and what it has not said it has. Of all else it is told what is true for it: it is not to
 * come.
 */
export async function answerResend(
  transaction: Transaction<Schema>,
  history: Pick<History, 'own' | 'rooms'>,
  { request, now }: { request: ResendRequest; now: Timestamp },
): Promise<SealRequest[]> {
  const { conversation, ids, numbers } = request;
  if (isRoom(conversation) && !(await mayReadAgain(transaction, history, { ...request, room: conversation })))
    return [];
  const entitled = await Entitlement.of(transaction, history.own, request);
  const oldest = now - GIVEN_AGAIN_MS;
  const texts = (await findTexts(transaction, request)).filter(
    (row) => row.sent_at >= oldest && entitled.includes(row) && !hasSaid(history.own, request, row),
  );
  const acts = (await findActs(transaction, conversation, ids)).filter(
    ({ sentAt, audience }) => sentAt >= oldest && entitled.includes({ audience, number: null }),
  );
  const carried = new Map(await attachmentsOf(transaction, texts));
  return [
    ...texts.flatMap((row) =>
      isNeverSent(row) ? gone(request, now, notSent(row)) : again(request, row, carried.get(row.id)),
    ),
    ...acts.map((act) => sayAgain(request, act)),
    ...unknown(ids, [...texts, ...acts]).map((id) => gone(request, now, { id, reason: 'unknown' })),
    ...(await goneNumbers(transaction, entitled, { conversation, numbers: withoutThose(numbers, texts) })).map((what) =>
      gone(request, now, what),
    ),
  ];
}

/** A number from before its time was never meant for the device; it has not lost it. */
async function goneNumbers(
  transaction: Transaction<Schema>,
  entitled: Entitlement,
  { conversation, numbers }: Pick<ResendRequest, 'conversation' | 'numbers'>,
): Promise<{ number: number; reason: Gone['reason'] }[]> {
  const all: { number: number; reason: Gone['reason'] }[] = [];
  for (const number of numbers) {
    const reason = entitled.mayKnow(number) ? await whyGone(transaction, conversation, number) : 'never-sent';
    all.push({ number, reason });
  }
  return all;
}

/** One's own other devices say nothing of what they have. */
function hasSaid(own: OwnIdentity, { account, device }: ResendRequest, row: MessageRow): boolean {
  return account !== own.account && isReceivedBy(row, device);
}

function unknown(ids: MessageId[], found: { id: MessageId }[]): MessageId[] {
  const known = new Set(found.map(({ id }) => id));
  return ids.filter((id) => !known.has(id));
}

function withoutThose(numbers: number[], found: MessageRow[]): number[] {
  const known = new Set(found.map(({ number }) => number));
  return numbers.filter((number) => !known.has(number));
}

async function countTry(transaction: Transaction<Schema>, now: Timestamp): Promise<void> {
  await transaction
    .updateTable('missing')
    .set((eb) => ({ tries: eb('tries', '+', 1), next_at: now + TRY_AGAIN_AFTER_MS }))
    .where('next_at', '<=', now)
    .where('tries', '<', TRIES)
    .execute();
}

async function nextDue(transaction: Transaction<Schema>): Promise<Timestamp | null> {
  const { next } = await transaction
    .selectFrom('missing')
    .select(({ fn }) => fn.min('next_at').as('next'))
    .executeTakeFirstOrThrow();
  return next;
}

/** What is to be had from one device about one conversation goes into one request, up to its limit. */
function toRequests(rows: MissingRow[]): ResendRequest[] {
  const groups = Map.groupBy(rows, ({ account, device, conversation }) => `${account} ${device} ${conversation}`);
  return [...groups.values()].flatMap((group) => slices(group).flatMap(toRequest));
}

function toRequest(rows: MissingRow[]): ResendRequest[] {
  const [first] = rows;
  if (!first) return [];
  const { account, device, conversation } = first;
  const ids = rows.flatMap(({ message }) => message ?? []);
  const numbers = rows.flatMap(({ number }) => number ?? []);
  return [{ account, device, conversation, ids, numbers }];
}

function slices(rows: MissingRow[]): MissingRow[][] {
  const count = Math.ceil(rows.length / RESEND_LIMIT);
  return Array.from({ length: count }, (_, index) => rows.slice(index * RESEND_LIMIT, (index + 1) * RESEND_LIMIT));
}

/** What this device wrote and encrypted; what one's other devices wrote, they are asked for. */
function findTexts(transaction: Transaction<Schema>, { conversation, ids, numbers }: ResendRequest) {
  return transaction
    .selectFrom('message')
    .selectAll()
    .where('conversation', '=', conversation)
    .where('own', '=', 1)
    .where('audience', 'is not', null)
    .where('kind', 'in', [...writtenKinds, 'recalled'])
    .where((eb) => eb.or([eb('id', 'in', ids), eb('number', 'in', numbers)]))
    .orderBy('place')
    .execute();
}

async function attachmentsOf(
  transaction: Transaction<Schema>,
  rows: MessageRow[],
): Promise<[MessageId, AttachmentContent][]> {
  const ids = rows.flatMap((row) => (extrasOf(row).attachment ? row.id : []));
  const attachments = await findAttachments(transaction, ids);
  return attachments.flatMap((attachment) => {
    const content = toAttachmentContent(attachment);
    return content ? [[attachment.message, content]] : [];
  });
}

/** One that expired had left, and is worth sending again; one that was recalled is as if it never had. */
function isNeverSent({ kind, state, problem }: MessageRow): boolean {
  return kind === 'recalled' || (state === 'failed' && problem !== 'expired');
}

function notSent({ id, number }: MessageRow): { id: MessageId; number?: number; reason: 'never-sent' } {
  return { id, ...(number === null ? {} : { number }), reason: 'never-sent' };
}

/** Not while what it carries is on its way to the server again: then it comes by itself, and whole. */
function again(request: ResendRequest, row: MessageRow, carried: AttachmentContent | undefined): SealRequest[] {
  if (extrasOf(row).attachment && !carried) return [];
  const content = textContent(toMessage(row), carried);
  return [sayAgain(request, { id: row.id, sentAt: row.sent_at, content })];
}

function sayAgain(
  { account, device, conversation }: ResendRequest,
  { id, sentAt, content }: Pick<Said, 'id' | 'sentAt'> & { content: Content },
): SealRequest {
  return { messageId: id, to: conversation, sentAt, content, devices: [{ account, device }], again: true };
}

function gone({ account, device, conversation }: ResendRequest, now: Timestamp, what: Omit<Gone, 'kind'>): SealRequest {
  return {
    messageId: newMessageId(),
    to: conversation,
    sentAt: now,
    content: { kind: 'gone', ...what },
    devices: [{ account, device }],
  };
}
