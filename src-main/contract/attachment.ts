import type { AccountId, ConversationId, MessageId, Timestamp } from '../../protocol/index.ts';

export const attachmentKinds = ['picture', 'file', 'voice', 'sticker'] as const;
export type AttachmentKind = (typeof attachmentKinds)[number];

/** Bytes of a file. What is cut from 2^37 by encryption is left to spare. */
export const FILE_SIZE_LIMIT = 2 ** 36;
/** Bytes of what is sent as a picture, and pixels of it: what is more can be sent as a file. */
export const PICTURE_SIZE_LIMIT = 64 * 1024 * 1024;
export const PICTURE_PIXEL_LIMIT = 50_000_000;
/** Bytes of a picture that is small enough to be a sticker, and of a voice message. */
export const STICKER_SIZE_LIMIT = 1024 * 1024;
export const VOICE_SIZE_LIMIT = 16 * 1024 * 1024;
/** UTF-16 units of the words that go with an attachment. */
export const CAPTION_LIMIT = 2000;
/** Milliseconds of a voice message, and values of its waveform. */
export const VOICE_MS_LIMIT = 10 * 60_000;
export const WAVEFORM_LIMIT = 64;
/** Bytes of a hidden text in UTF-8. Their bits are dealt one by one, in memory and time that grow with them. */
export const HIDDEN_TEXT_LIMIT = 64 * 1024;
/** Stickers of one's own. */
export const STICKERS_LIMIT = 200;

/**
 * What is the matter with an attachment on this installation. One's own is `uploading` until the server has it, then
 * the message leaves; `upload-paused` waits for the person, so does `upload-failed`. A file is `remote` until the
 * person wants it: pictures, voice messages and stickers are fetched by themselves unless they are large or their
 * author has sent many of late. `here` lies on this machine: files in the folder of received files, the rest encrypted.
 * `expired`: it is not here, and the server has forgotten it.
 */
export type AttachmentState =
  | 'uploading'
  | 'upload-paused'
  | 'upload-failed'
  | 'remote'
  | 'downloading'
  | 'paused'
  | 'failed'
  | 'here'
  | 'expired';

/**
 * Why an attachment does not get on. `quota-full`: the account's place on the server is used up; `over-quota`: all of
 * that place would not be enough; `too-many-files`: the account has as many on the server as it may; `server-full`: the
 * server's place is used up; `disk-full`: this machine's; `damaged`: what came is not what was sent; `not-picture`: it
 * is none that can be drawn safely; `lost`: what was to be sent is not there any more; `refused`: the server does not
 * take it; `over-budget`: it is `remote`, though others like it are fetched by themselves, because its author has sent
 * much of late.
 */
export type AttachmentProblem =
  | 'quota-full'
  | 'over-quota'
  | 'too-many-files'
  | 'server-full'
  | 'disk-full'
  | 'damaged'
  | 'not-picture'
  | 'lost'
  | 'refused'
  | 'over-budget';

/** What a message carries beside its words. */
export interface Attachment {
  kind: AttachmentKind;
  /** as its sender calls it; for being shown only */
  name: string;
  /** bytes */
  size: number;
  /** media type; of pictures it is what the bytes are */
  type: string;
  state: AttachmentState;
  problem?: AttachmentProblem;
  /** when the server forgets it; absent until it has all of it */
  expiresAt?: Timestamp;
  /** pixels, of pictures and stickers */
  width?: number;
  height?: number;
  /** there is a small one, which came with the message */
  hasThumbnail?: boolean;
  /** of a voice message */
  durationMs?: number;
  /** its loudness, 0 to 255, in equal steps of time */
  waveform?: number[];
  /** its sender has hidden a text in it */
  hidesText?: boolean;
}

/** How far an attachment has come that is on its way now. */
export interface Transfer {
  message: MessageId;
  direction: 'up' | 'down';
  /** `waiting` for its turn or for a connection; `checking` what has come before it is used */
  stage: 'waiting' | 'running' | 'checking';
  /** bytes of the file */
  done: number;
  total: number;
  /** over the last seconds; absent while nothing is known */
  bytesPerSecond?: number;
}

/** Why a picture can hide nothing; see the PNG reader. */
export type HidingProblem = 'not-png' | 'broken' | 'too-large' | 'interlaced' | 'animated' | 'palette' | 'few-shades';

/**
 * Why something that looks like a picture can be sent as a file only. `unsupported`: this installation does not read
 * that format.
 */
export type PictureProblem = 'too-many-pixels' | 'too-large' | 'broken' | 'unsupported';

/**
 * A file that was taken in to be sent, encrypted, and is kept until it is sent, discarded, or the account is closed.
 */
export interface Staged {
  id: StagedId;
  name: string;
  size: number;
  type: string;
  /** it can be sent as a picture; pixels as it is shown */
  picture?: { width: number; height: number };
  pictureProblem?: PictureProblem;
  /** of what can be sent as a picture: bytes of text it can hide, or why it cannot */
  hiding?: { capacity: number } | { problem: HidingProblem };
  /** a text has been hidden in it here */
  hidesText?: boolean;
}

/** 16 random bytes in base64url. */
export type StagedId = string & { readonly __staged: unique symbol };
/** SHA-256 of the picture in base64url. */
export type StickerId = string & { readonly __sticker: unique symbol };

/** A picture that the person keeps to send it again and again. */
export interface Sticker {
  id: StickerId;
  width: number;
  height: number;
}

/** A line of the files page. */
export interface FileEntry {
  message: MessageId;
  conversation: ConversationId;
  author: AccountId;
  own: boolean;
  sentAt: Timestamp;
  /** `Message.order`: pages go on from it */
  order: number;
  attachment: Attachment;
}

/** Bytes that attachments take here. */
export interface SpaceUsed {
  /** files that were received, as far as they are still where they were put */
  received: number;
  /** where they are put */
  folder: string;
  /** pictures, voice messages and stickers, encrypted; the oldest go when it is more than `Settings.cacheLimit` */
  cache: number;
  /** what is on its way to the server */
  outgoing: number;
}

/** Something that has a media address: the page shows it by its URL, and never holds its key. */
export type MediaRef =
  | { of: 'message'; id: MessageId; part: 'full' | 'thumbnail' }
  | { of: 'staged'; id: StagedId; part: 'full' | 'thumbnail' }
  | { of: 'sticker'; id: StickerId; part: 'full' };

/** The path that the shells serve it under. */
export function mediaPath({ of, id, part }: MediaRef): string {
  return `/media/${of}/${id}/${part}`;
}

/** The same for a page that must show with each address that it was let in. */
export function mediaPathUnder(key: string, { of, id, part }: MediaRef): string {
  return `/media/${key}/${of}/${id}/${part}`;
}

const MEDIA_PATH_UNDER = /^\/media\/([A-Za-z0-9_-]{43})(\/.*)$/;

/** Takes such a path apart; undefined when it has no key. @returns the key, and the path without it */
export function splitMediaPath(path: string): { key: string; path: string } | undefined {
  const [, key, rest] = MEDIA_PATH_UNDER.exec(path) ?? [];
  return key === undefined || rest === undefined ? undefined : { key, path: `/media${rest}` };
}

const MEDIA_PATH = /^\/media\/(message|staged|sticker)\/([A-Za-z0-9_-]{22}|[A-Za-z0-9_-]{43})\/(full|thumbnail)$/;

/** What a path stands for; undefined when it is no media address. */
export function parseMediaPath(path: string): MediaRef | undefined {
  const [, of, id, part] = MEDIA_PATH.exec(path) ?? [];
  if (id === undefined || (part !== 'full' && part !== 'thumbnail')) return undefined;
  if (of === 'sticker') return part === 'full' ? { of, id: id as StickerId, part } : undefined;
  if (id.length !== 22) return undefined;
  if (of === 'message') return { of, id: id as MessageId, part };
  return of === 'staged' ? { of, id: id as StagedId, part } : undefined;
}
