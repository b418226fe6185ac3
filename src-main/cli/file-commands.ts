import type { AttachmentKind, FileEntry, Staged } from '../contract/attachment.ts';
import { ContractError } from '../contract/errors.ts';
import type { Message, MessageId } from '../contract/model.ts';
import { transferError } from './cli-error.ts';
import type { Client } from './client.ts';
import type { Command, TimeoutOption } from './commands.ts';
import { localTime, type Output, printable } from './output.ts';
import { withProgress } from './progress.ts';

type SendFileOptions = {
  chat: string;
  file: string;
  caption: string;
  as?: 'picture' | 'file';
} & Partial<TimeoutOption>;
type Carrying = Message & Required<Pick<Message, 'attachment'>>;

/** Done when the server has the message. One that does not get there in time stays stored, and goes on next time. */
export const sendFile: Command<SendFileOptions> = async (client, output, { chat, file, caption, as, timeout }) => {
  await client.goOnline();
  const { id: conversation, name } = await client.chat(chat);
  const staged = await client.stage(file);
  const kind = as ?? defaultKind(staged);
  const { id } = await client.call('attachments.send', { conversation, staged: staged.id, kind, caption });
  await withProgress(client, output.texts, id, client.sent(id, signalOf(timeout)));
  output.result(output.texts.say('sent'), { type: 'sent', id, kind, account: conversation, name });
};

function defaultKind({ picture }: Staged): 'picture' | 'file' {
  return picture ? 'picture' : 'file';
}

export const files: Command<{ kind?: AttachmentKind[]; query?: string; limit: number }> = async (
  client,
  output,
  { kind: kinds, query, limit },
) => {
  await client.open();
  const args = { ...(kinds ? { kinds } : {}), ...(query === undefined ? {} : { query }), limit };
  const { files: found } = await client.call('attachments.list', args);
  for (const entry of found) await printFile(client, output, entry);
  if (found.length === 0) output.result(output.texts.say('noFiles'), { type: 'noFiles' });
};

async function printFile(client: Client, output: Output, entry: FileEntry): Promise<void> {
  const { message: id, sentAt, own, attachment } = entry;
  const { name: chat, author } = await client.around(entry);
  const text = output.texts.say('file', {
    time: localTime(sentAt),
    from: own ? output.texts.say('me') : printable(author),
    chat: printable(chat),
    name: printable(attachment.name),
    size: output.texts.size(attachment.size),
    kind: attachment.kind,
    state: attachment.state,
    id,
  });
  output.result(text, { type: 'file', with: chat, ...entry });
}

/** Gets what a message carries, when it is not here yet, and puts it into the folder of received files. */
export const get: Command<{ message: MessageId } & Partial<TimeoutOption>> = async (
  client,
  output,
  { message: id, timeout },
) => {
  await client.open();
  await fetchAttachment(client, output, id, signalOf(timeout));
  const { name } = await client.call('attachments.save', { message: id });
  const { folder } = await client.call('attachments.space', {});
  output.result(output.texts.say('fileSaved', { name, folder }), { type: 'fileSaved', message: id, name, folder });
};

/** Waits until what a message carries is on this machine. @throws ContractError `not-found`, `file-expired`; CliError */
export async function fetchAttachment(
  client: Client,
  output: Output,
  id: MessageId,
  signal?: AbortSignal,
): Promise<void> {
  const { attachment } = await carrying(client, id);
  if (attachment.state === 'here') return;
  await client.goOnline();
  await withProgress(client, output.texts, id, arrival(client, id, signal));
}

async function carrying(client: Client, id: MessageId): Promise<Carrying> {
  const message = await client.call('messages.find', { id });
  if (!isCarrying(message)) throw new ContractError('not-found');
  return message;
}

function isCarrying(message: Message | undefined): message is Carrying {
  return message?.attachment !== undefined;
}

async function arrival(client: Client, id: MessageId, signal: AbortSignal | undefined): Promise<void> {
  const ended = client.waitFor(
    'messages',
    (messages) => messages.find((each) => each.id === id && hasEnded(each)),
    signal,
  );
  await client.call('attachments.start', { message: id });
  const now = await carrying(client, id);
  const { attachment } = now.attachment.state === 'here' ? now : await ended;
  if (attachment?.state === 'expired') throw new ContractError('file-expired');
  if (attachment?.state !== 'here') throw transferError(attachment);
}

function hasEnded({ attachment }: Message): boolean {
  return attachment?.state === 'here' || attachment?.state === 'failed' || attachment?.state === 'expired';
}

function signalOf(timeout: number | undefined): AbortSignal | undefined {
  return timeout === undefined ? undefined : AbortSignal.timeout(timeout * 1000);
}
