import {
  type Attachment,
  type AttachmentKind,
  type AttachmentState,
  FILE_SIZE_LIMIT,
  PICTURE_SIZE_LIMIT,
  STICKER_SIZE_LIMIT,
  VOICE_SIZE_LIMIT,
} from '../../contract/attachment.ts';
import type { AttachmentContent } from '../content.ts';
import type { AttachmentRow, Bytes, MessageRow } from './schema.ts';

/** Larger ones wait until the person wants them. */
const FETCHED_BY_ITSELF_BYTES = 25 * 1024 * 1024;

/** Bytes of what can be shown or played as that. */
const largest: Readonly<Record<AttachmentKind, number>> = {
  picture: PICTURE_SIZE_LIMIT,
  file: FILE_SIZE_LIMIT,
  voice: VOICE_SIZE_LIMIT,
  sticker: STICKER_SIZE_LIMIT,
};

/** What a new message carries. */
export type NewAttachment = Omit<AttachmentRow, 'place' | 'message' | 'conversation' | 'folded_name' | 'used_at'>;

/** What a message that is here carries, with its secrets. They stay in the core. */
export interface StoredAttachment extends AttachmentRow {
  own: boolean;
  messageState: MessageRow['state'];
}

export function attachmentValues(
  { place, id: message, conversation }: Pick<MessageRow, 'place' | 'id' | 'conversation'>,
  attachment: NewAttachment,
) {
  return { ...attachment, place, message, conversation, folded_name: foldName(attachment.name) };
}

/** Without what belongs to the one message. */
export function copyOf(row: AttachmentRow): NewAttachment {
  const { kind, name, type, size, state, problem, blob, key, digest, expires_at, ref, width, height } = row;
  const { thumbnail, duration_ms, waveform, hidden_text_key, sealed, path } = row;
  const secrets = { key, digest, hidden_text_key };
  const place = { blob, expires_at, ref, sealed, path };
  return {
    kind,
    name,
    type,
    size,
    state,
    problem,
    ...secrets,
    ...place,
    width,
    height,
    thumbnail,
    duration_ms,
    waveform,
  };
}

/** Names that a person takes for the same when searching. */
export function foldName(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** In which there may be a part of it: it comes from the server, or has been coming. */
export const comingStates = ['downloading', 'paused', 'failed'] as const satisfies AttachmentState[];

export function isComing(state: AttachmentState): boolean {
  return comingStates.some((coming) => coming === state);
}

/** In which it is on its way to the server, or is to be: all of it is here. */
export const leavingStates = ['uploading', 'upload-paused', 'upload-failed'] as const satisfies AttachmentState[];

export function isLeaving(state: AttachmentState): boolean {
  return leavingStates.some((leaving) => leaving === state);
}

/** The sealed file when all of it is here, also when it is one's own that is on its way to the server. */
export function sealedWhole({ state, sealed }: Pick<AttachmentRow, 'state' | 'sealed'>): string | null {
  return state === 'here' || isLeaving(state) ? sealed : null;
}

/** What of it is said to the UI. */
export function toAttachment(row: NewAttachment): Attachment {
  return {
    kind: row.kind,
    name: row.name,
    size: row.size,
    type: row.type,
    state: row.state,
    ...(row.problem === null ? {} : { problem: row.problem }),
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
    ...(row.width === null ? {} : { width: row.width }),
    ...(row.height === null ? {} : { height: row.height }),
    ...(row.thumbnail === null ? {} : { hasThumbnail: true }),
    ...(row.duration_ms === null ? {} : { durationMs: row.duration_ms }),
    ...(row.waveform === null ? {} : { waveform: [...row.waveform] }),
    ...(row.hidden_text_key === null ? {} : { hidesText: true }),
  };
}

/** What of it is said to those it is sent to; undefined until the server has it. */
export function toAttachmentContent(row: NewAttachment): AttachmentContent | undefined {
  const { kind, name, type, size, blob, key, digest, expires_at: expiresAt } = row;
  if (blob === null || expiresAt === null) return undefined;
  return {
    kind,
    name,
    type,
    size,
    blob,
    key,
    digest,
    expiresAt,
    ...(row.width === null ? {} : { width: row.width }),
    ...(row.height === null ? {} : { height: row.height }),
    ...(row.thumbnail === null ? {} : { thumbnail: row.thumbnail }),
    ...(row.duration_ms === null
      ? {}
      : // nothing at all is kept of an empty one
        { voice: { durationMs: row.duration_ms, waveform: row.waveform ?? new Uint8Array() } }),
    ...(row.hidden_text_key === null ? {} : { hiddenTextKey: row.hidden_text_key }),
  };
}

/**
 * What came with a message, on its way here at once or left for the person to fetch.
 * @param name as it may be shown
 */
export function receivedAttachment(content: AttachmentContent, name: string, sealed: string): NewAttachment {
  const { type, size, blob, key, digest, expiresAt, width, height, thumbnail, voice, hiddenTextKey } = content;
  const kind = receivedKind(content);
  const isFetched = kind !== 'file' && size <= FETCHED_BY_ITSELF_BYTES;
  return {
    kind,
    name,
    type,
    size,
    state: isFetched ? 'downloading' : 'remote',
    problem: null,
    blob,
    key: own(key),
    digest: own(digest),
    expires_at: expiresAt,
    ref: null,
    width: width ?? null,
    height: height ?? null,
    thumbnail: thumbnail ? own(thumbnail) : null,
    duration_ms: voice?.durationMs ?? null,
    waveform: voice ? own(voice.waveform) : null,
    hidden_text_key: hiddenTextKey ? own(hiddenTextKey) : null,
    sealed: isFetched ? sealed : null,
    path: null,
  };
}

/** What its sender calls it, if it can be that: a recording without a length is played by nobody. */
function receivedKind({ kind, size, voice }: AttachmentContent): AttachmentKind {
  return size > largest[kind] || (kind === 'voice' && !voice) ? 'file' : kind;
}

/** A copy: what was decoded is a view of the whole message. */
function own(bytes: Uint8Array): Bytes {
  return new Uint8Array(bytes);
}
