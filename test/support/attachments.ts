import { open, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { AttachmentState, MediaRef, Staged } from '../../src-main/contract/attachment.ts';
import type { CallArgs } from '../../src-main/contract/calls.ts';
import type { ConversationId, Message, MessageId } from '../../src-main/contract/model.ts';
import type { Core } from '../../src-main/core/core.ts';
import { seen } from './client-calls.ts';

/** In pieces, as files come. */
export async function* inPieces(bytes: Uint8Array, size = 100_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export function stage(core: Core, name: string, bytes: Uint8Array, type?: string): Promise<Staged> {
  return core.stage(type === undefined ? { name } : { name, type }, inPieces(bytes));
}

type Sending = Partial<Omit<CallArgs<'attachments.send'>, 'conversation' | 'staged'>>;

/** Takes a file in and sends it. */
export async function sendFile(
  core: Core,
  conversation: ConversationId,
  { name, bytes, ...how }: { name: string; bytes: Uint8Array } & Sending,
): Promise<Message> {
  const { id: staged } = await stage(core, name, bytes);
  return core.call('attachments.send', { conversation, staged, kind: 'file', caption: '', ...how });
}

/** Waits until what the message carries is in that state there. */
export function attachmentIn(core: Core, id: MessageId, state: AttachmentState): Promise<Message> {
  return seen(core, id, ({ attachment }) => attachment?.state === state);
}

/** Fails when it is not shown. */
export async function bytesOf(core: Core, ref: MediaRef): Promise<Buffer> {
  const found = await shown(core, ref);
  if (!found) throw new Error('nothing is shown');
  return found.bytes;
}

/** Undefined when it is not shown. */
export async function shown(core: Core, ref: MediaRef): Promise<{ type: string; bytes: Buffer } | undefined> {
  const media = await core.media(ref);
  if (!media) return undefined;
  const pieces: Uint8Array[] = [];
  for await (const piece of media.read(0, media.size)) pieces.push(Buffer.from(piece));
  return { type: media.type, bytes: Buffer.concat(pieces) };
}

/** The sealed files of all accounts there. */
export function sealedFiles(core: Core): Promise<string[]> {
  return filesBelow(core.installation.folder, 'files');
}

/** The files of all blobs in a server's data folder. */
export function blobsOf(folder: string): Promise<string[]> {
  return filesBelow(join(folder, 'blobs'));
}

/** Paths of the files there, or of those in folders of that name only. */
async function filesBelow(folder: string, parent?: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && (parent === undefined || basename(entry.parentPath) === parent))
    .map(({ parentPath, name }) => join(parentPath, name));
}

/** Damages a file by its smallest part. */
export async function flipBit(path: string, position: number): Promise<void> {
  const handle = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, position);
  byte[0] = (byte[0] ?? 0) ^ 1;
  await handle.write(byte, 0, 1, position);
  await handle.close();
}
