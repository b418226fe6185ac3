import type { Attachment, FileEntry, Transfer } from '../../../src-main/contract/attachment.ts';
import type { CallArgs } from '../../../src-main/contract/calls.ts';
import { ContractError } from '../../../src-main/contract/errors.ts';
import type { Message, MessageId } from '../../../src-main/contract/model.ts';
import type { Handlers, Memory } from './memory.ts';
import type { messageHandlers } from './messages.ts';
import { stagedIn } from './staging.ts';

type AttachmentCall = `attachments.${
  | 'send'
  | 'discard'
  | 'transfers'
  | 'start'
  | 'pause'
  | 'cancel'
  | 'open'
  | 'show'
  | 'save'
  | 'saveStaged'
  | 'deleteHere'
  | 'list'
  | 'space'
  | 'clearCache'}`;

const STEP_MS = 250;
const STEPS = 8;
const EXPIRES_MS = 30 * 86_400_000;
const PROGRAM = /\.(exe|bat|sh|jar|desktop)$/i;

/** A message that carries something. */
type Carrier = Message & { attachment: Attachment };

function isCarrier(message: Message): message is Carrier {
  return message.attachment !== undefined;
}

/** Files that go up and down by themselves, step by step. */
export function attachmentHandlers(
  memory: Memory,
  messages: ReturnType<typeof messageHandlers>,
): Handlers<AttachmentCall> {
  const { world, now, later, emit } = memory;

  function carrier(id: MessageId): Carrier {
    const message = messages.byId(id);
    if (!isCarrier(message)) throw new ContractError('not-found');
    return message;
  }

  function setState(message: Carrier, state: Attachment['state']): void {
    const { problem: _, ...rest } = message.attachment;
    message.attachment = { ...rest, state };
    messages.publish(message);
  }

  function endTransfer(id: MessageId): void {
    if (world.transfers.delete(id)) emit('transferEnded', id);
  }

  function step(message: Carrier, transfer: Transfer): void {
    // paused or cancelled since
    if (world.transfers.get(message.id) !== transfer) return;
    transfer.done = Math.min(transfer.total, transfer.done + Math.ceil(transfer.total / STEPS));
    if (transfer.done === transfer.total) return finish(message, transfer.direction);
    emit('transfer', transfer);
    later(() => step(message, transfer), STEP_MS);
  }

  function finish(message: Carrier, direction: Transfer['direction']): void {
    endTransfer(message.id);
    if (direction === 'up') message.attachment.expiresAt = now() + EXPIRES_MS;
    setState(message, 'here');
    if (direction === 'up') messages.deliver(message);
  }

  function begin(message: Carrier, direction: Transfer['direction']): void {
    const { size } = message.attachment;
    const transfer: Transfer = {
      message: message.id,
      direction,
      stage: 'running',
      done: 0,
      total: size,
      bytesPerSecond: (size / STEPS) * (1000 / STEP_MS),
    };
    world.transfers.set(message.id, transfer);
    setState(message, direction === 'up' ? 'uploading' : 'downloading');
    emit('transfer', transfer);
    later(() => step(message, transfer), STEP_MS);
  }

  function send(args: CallArgs<'attachments.send'>): Message {
    const staged = stagedIn(world, args.staged);
    if (args.kind === 'picture' && !staged.picture)
      throw new ContractError('not-picture', { problem: staged.pictureProblem });
    const isPicture = args.kind === 'picture';
    const attachment: Attachment = {
      kind: args.kind,
      name: staged.name,
      size: staged.size,
      type: staged.type,
      state: 'uploading',
      ...(isPicture && { ...staged.picture, hasThumbnail: true }),
      ...(staged.hidesText && { hidesText: true }),
      ...args.voice,
    };
    const { id } = messages.append(args.conversation, messages.me(), {
      kind: 'text',
      text: args.caption,
      attachment,
      ...(args.quote && { quote: messages.quoteOf(args.quote) }),
    });
    memory.copyMedia({ of: 'staged', id: args.staged, part: 'full' }, { of: 'message', id, part: 'full' });
    world.staged.delete(args.staged);
    const message = carrier(id);
    begin(message, 'up');
    return message;
  }

  function list({ kinds, query = '', conversation, before, limit }: CallArgs<'attachments.list'>) {
    const wanted = query.trim().toLowerCase();
    const found = world.messages
      .filter(isCarrier)
      .filter(({ kind }) => kind === 'text')
      .filter(({ attachment }) => !kinds || kinds.includes(attachment.kind))
      .filter(({ attachment }) => attachment.name.toLowerCase().includes(wanted))
      .filter((message) => conversation === undefined || message.conversation === conversation)
      .map((message) => ({ ...entryOf(message), order: conversation === undefined ? message.sentAt : message.order }))
      .filter(({ order }) => before === undefined || order < before)
      .sort((a, b) => b.order - a.order);
    return { files: found.slice(0, limit), more: found.length > limit };
  }

  function isForgotten({ expiresAt }: Attachment): boolean {
    return expiresAt === undefined || expiresAt <= now();
  }

  return {
    'attachments.send': send,
    'attachments.discard': ({ staged }) => void world.staged.delete(staged),
    'attachments.transfers': () => [...world.transfers.values()],
    'attachments.start': ({ message: id }) => {
      const message = carrier(id);
      if (message.attachment.state === 'expired') throw new ContractError('file-expired');
      begin(message, message.own && message.attachment.expiresAt === undefined ? 'up' : 'down');
    },
    'attachments.pause': ({ message: id }) => {
      const message = carrier(id);
      endTransfer(id);
      setState(message, message.attachment.state === 'uploading' ? 'upload-paused' : 'paused');
    },
    'attachments.cancel': ({ message: id }) => {
      const message = carrier(id);
      endTransfer(id);
      if (message.attachment.state.startsWith('upload')) messages.drop(message);
      else setState(message, 'remote');
    },
    'attachments.open': ({ message }) => {
      if (PROGRAM.test(carrier(message).attachment.name)) throw new ContractError('not-opened');
    },
    'attachments.show': () => undefined,
    'attachments.save': ({ message }) => ({ name: carrier(message).attachment.name }),
    'attachments.saveStaged': ({ staged }) => ({ name: stagedIn(world, staged).name }),
    'attachments.deleteHere': ({ messages: ids }) => {
      for (const message of ids.map(carrier)) setState(message, isForgotten(message.attachment) ? 'expired' : 'remote');
    },
    'attachments.list': list,
    'attachments.space': () => world.space,
    'attachments.clearCache': () => {
      world.space = { ...world.space, cache: 0 };
    },
  };
}

/** Messages count in here for each chat by itself; among those of several their clocks, which agree, tell the order. */
function entryOf({ id, conversation, author, own, sentAt, attachment }: Carrier): Omit<FileEntry, 'order'> {
  return { message: id, conversation, author, own, sentAt, attachment };
}
