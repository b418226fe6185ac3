import type { Transaction } from 'kysely';
import { isRoom, type MessageId, type Timestamp } from '../../../protocol/index.ts';
import { type AttachmentContent, type Content, RESEND_LIMIT, textContent } from '../content.ts';
import type { DueResends, ResendRequest, SealRequest } from '../e2ee/exchange.ts';
import { newMessageId } from '../message-id.ts';
import type { Said } from './acts.ts';
import { toAttachmentContent } from './attachment-rows.ts';
import { findAttachments } from './attachments.ts';
import { giveUp } from './given-up.ts';
import type { History } from './history.ts';
import { extrasOf, toMessage, writtenKinds } from './message-rows.ts';
import { whyGone } from './numbers.ts';
import { findActs } from './outgoing.ts';
import { whatMayBeHadAgain } from './room-resend.ts';
import type { MessageRow, MissingRow, Schema } from './schema.ts';

const TRIES = 3;
const TRY_AGAIN_AFTER_MS = 60_000;
/** Between two people everything that was written is for both. */
const ANYTHING = { first: 0, since: 0 };

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

export async function answerResend(
  transaction: Transaction<Schema>,
  history: Pick<History, 'own' | 'rooms'>,
  { request, now }: { request: ResendRequest; now: Timestamp },
): Promise<SealRequest[]> {
  const { conversation } = request;
  const given = isRoom(conversation)
    ? await whatMayBeHadAgain(transaction, history, { ...request, room: conversation })
    : ANYTHING;
  if (!given) return [];
  const found = (await findTexts(transaction, request)).filter(({ number }) => (number ?? 0) >= given.first);
  const acts = (await findActs(transaction, conversation, request.ids)).filter(({ sentAt }) => sentAt >= given.since);
  const ids = new Set([...found, ...acts].map(({ id }) => id));
  const numbers = new Set(found.map(({ number }) => number));
  const carried = new Map(await attachmentsOf(transaction, found));
  const answers = found.flatMap((row) =>
    isNeverSent(row) ? gone(request, now, notSent(row)) : again(request, row, carried.get(row.id)),
  );
  for (const act of acts) answers.push(sayAgain(request, act));
  for (const id of request.ids) {
    if (!ids.has(id)) answers.push(gone(request, now, { id, reason: 'unknown' }));
  }
  for (const number of request.numbers) {
    if (numbers.has(number)) continue;
    const reason = await whyGone(transaction, conversation, number);
    answers.push(gone(request, now, { number, reason }));
  }
  return answers;
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

/** Numbers are those of this device; ids may be of what one's other devices wrote. */
function findTexts(transaction: Transaction<Schema>, { conversation, ids, numbers }: ResendRequest) {
  return transaction
    .selectFrom('message')
    .selectAll()
    .where('conversation', '=', conversation)
    .where('own', '=', 1)
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
  return { messageId: id, to: conversation, sentAt, content, devices: [{ account, device }] };
}

function gone(
  { account, device, conversation }: ResendRequest,
  now: Timestamp,
  what: Omit<Extract<Content, { kind: 'gone' }>, 'kind'>,
): SealRequest {
  return {
    messageId: newMessageId(),
    to: conversation,
    sentAt: now,
    content: { kind: 'gone', ...what },
    devices: [{ account, device }],
  };
}
