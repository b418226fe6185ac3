import { type AttachmentKind, STICKER_SIZE_LIMIT, type StagedId, VOICE_SIZE_LIMIT } from '../../contract/attachment.ts';
import type { CallArgs } from '../../contract/calls.ts';
import { ContractError } from '../../contract/errors.ts';
import type { ConversationId, Message } from '../../contract/model.ts';
import type { Draft } from '../drafts.ts';
import { mediaTypeOf } from '../pictures/media-type.ts';
import type { Pictures, Prepared } from '../pictures/pictures.ts';
import type { NewAttachment } from '../store/attachment-rows.ts';
import type { SealedFile, SealedFiles } from '../transfers/sealed-files.ts';
import type { Writing } from '../writing.ts';
import { beginningOf } from './beginning.ts';
import { fittingName, shownName } from './file-name.ts';
import type { StagedFile, Staging } from './staging.ts';

export interface SendingParts {
  files: SealedFiles;
  staging: Staging;
  pictures: Pick<Pictures, 'prepare' | 'thumbnail'>;
  writing: Pick<Writing, 'write'>;
}

type Voice = NonNullable<CallArgs<'attachments.send'>['voice']>;

/** How a staged file is to be sent. */
export interface StagedDraft extends Omit<Draft, 'attachment' | 'kind'> {
  staged: StagedId;
  kind: Exclude<AttachmentKind, 'sticker'>;
  voice?: Voice | undefined;
}

/** A picture that is in memory, as it is to be sent. */
export interface PictureToSend extends Prepared {
  kind: 'sticker';
  name: string;
}

/** What was taken in becomes a message that carries it. */
export class Sending {
  readonly #parts: SendingParts;

  constructor(parts: SendingParts) {
    this.#parts = parts;
  }

  /**
   * Resolves when the message is stored; what was staged is gone then.
   * @throws ContractError as `Writing.write`; `not-found`, `not-picture`, `not-voice`, `disk-full`
   */
  async send(conversation: ConversationId, draft: StagedDraft): Promise<Message> {
    const { staging } = this.#parts;
    const taken = staging.take(draft.staged);
    const { message, sealed } = await this.#sendTaken(conversation, taken, draft).catch((error) => {
      staging.putBack(taken);
      throw error;
    });
    if (sealed !== taken.file.id) await staging.drop(taken);
    return message;
  }

  async #sendTaken(conversation: ConversationId, taken: StagedFile, { staged: _, kind, voice, ...draft }: StagedDraft) {
    const attachment = await this.#attachment(kind, taken, voice);
    const message = await this.#keeping(attachment, taken, () =>
      this.#parts.writing.write(conversation, { ...draft, attachment }),
    );
    return { message, sealed: attachment.sealed };
  }

  /** Resolves when the message is stored. @throws ContractError as `Writing.write`; `disk-full` */
  async sendBytes(conversation: ConversationId, { kind, bytes, name, ...picture }: PictureToSend): Promise<Message> {
    const { files, pictures, writing } = this.#parts;
    const thumbnail = await pictures.thumbnail(bytes);
    const file = await files.create(bytes, STICKER_SIZE_LIMIT);
    const attachment = { ...carrying(file, { kind, name: shownName(name), ...picture }), thumbnail: copy(thumbnail) };
    return this.#keeping(attachment, undefined, () => writing.write(conversation, { text: '', attachment }));
  }

  /** When nothing comes of it, the file that was made for it goes again. */
  async #keeping<R>({ sealed }: NewAttachment, taken: StagedFile | undefined, work: () => Promise<R>): Promise<R> {
    try {
      return await work();
    } catch (error) {
      if (sealed !== null && sealed !== taken?.file.id) await this.#parts.files.remove(sealed);
      throw error;
    }
  }

  #attachment(kind: StagedDraft['kind'], taken: StagedFile, voice: Voice | undefined): Promise<NewAttachment> {
    switch (kind) {
      case 'file':
        return Promise.resolve(carrying(taken.file, { kind, name: taken.staged.name, type: taken.staged.type }));
      case 'picture':
        return this.#picture(taken);
      case 'voice':
        return this.#voice(taken, voice);
    }
  }

  async #picture(taken: StagedFile): Promise<NewAttachment> {
    const { files, staging, pictures } = this.#parts;
    const bytes = await staging.bytesOf(taken);
    const { picture, type, name } = taken.staged;
    const prepared = taken.isExact && picture ? { bytes, type, ...picture } : await pictures.prepare(bytes);
    const thumbnail = await pictures.thumbnail(prepared.bytes);
    const shown = mediaTypeOf(prepared.bytes);
    if (!shown) throw new ContractError('not-picture', { problem: 'broken' });
    const file = taken.isExact ? taken.file : await files.create(prepared.bytes, prepared.bytes.length);
    return {
      ...carrying(file, { kind: 'picture', name: fittingName(name, shown), ...prepared, type: shown }),
      thumbnail: copy(thumbnail),
      hidden_text_key: taken.hiddenTextKey ? copy(taken.hiddenTextKey) : null,
    };
  }

  /** Its container is told by its bytes. */
  async #voice({ staged, file }: StagedFile, voice: Voice | undefined): Promise<NewAttachment> {
    const type = mediaTypeOf(await beginningOf(this.#parts.files, file));
    if (!voice || !type?.startsWith('audio/') || file.size > VOICE_SIZE_LIMIT) throw new ContractError('not-voice');
    return {
      ...carrying(file, { kind: 'voice', name: fittingName(staged.name, type), type }),
      duration_ms: voice.durationMs,
      waveform: new Uint8Array(voice.waveform),
    };
  }
}

interface Described {
  kind: AttachmentKind;
  name: string;
  type: string;
  width?: number;
  height?: number;
}

/** Its upload begins with the message. */
function carrying(file: SealedFile, { kind, name, type, width, height }: Described): NewAttachment {
  return {
    kind,
    name,
    type,
    size: file.size,
    state: 'uploading',
    problem: null,
    blob: null,
    key: copy(file.key),
    digest: copy(file.digest),
    expires_at: null,
    ref: null,
    width: width ?? null,
    height: height ?? null,
    thumbnail: null,
    duration_ms: null,
    waveform: null,
    hidden_text_key: null,
    sealed: file.id,
    path: null,
  };
}

function copy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
