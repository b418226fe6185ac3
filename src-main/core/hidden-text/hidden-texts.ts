import { randomBytes } from 'node:crypto';
import { type HidingProblem, PICTURE_SIZE_LIMIT, type Staged, type StagedId } from '../../contract/attachment.ts';
import { ContractError } from '../../contract/errors.ts';
import type { MessageId } from '../../contract/model.ts';
import type { Attachments } from '../attachments/attachments.ts';
import type { StagedFile } from '../attachments/staging.ts';
import { pictureFormatOf } from '../pictures/picture-format.ts';
import type { Pictures } from '../pictures/pictures.ts';
import type { Hider } from './hider.ts';

const KEY_BYTES = 32;

/** What is to be hidden in a staged PNG. */
export interface HidingOrder {
  staged: StagedId;
  text: string;
  /** none when empty */
  password: string;
  /** `chat`: the key goes with the message; `anyone`: there is no key but the password */
  readableBy: 'chat' | 'anyone';
}

export interface HiddenTextsParts {
  attachments: Pick<Attachments, 'files' | 'staging' | 'pictureOf'>;
  pictures: Pick<Pictures, 'prepare'>;
  hider: Pick<Hider, 'hide' | 'reveal'>;
}

/** Texts in pictures that are to be sent, or came with messages. */
export class HiddenTexts {
  readonly #parts: HiddenTextsParts;

  constructor(parts: HiddenTextsParts) {
    this.#parts = parts;
  }

  /** Stages a copy of a staged PNG in which the text is hidden. @throws ContractError `not-found`, `not-hidden` */
  async hide({ staged: id, text, password, readableBy }: HidingOrder): Promise<Staged> {
    const { attachments, hider } = this.#parts;
    const carrier = attachments.staging.need(id);
    const png = await this.#upright(carrier.staged, await this.#read(carrier));
    const key = readableBy === 'chat' ? new Uint8Array(randomBytes(KEY_BYTES)) : undefined;
    const hidden = await hider.hide({ png, text, password, key });
    return attachments.staging.addHiding(carrier.staged.name, hidden, key);
  }

  /** The text in a message's picture. @throws ContractError `not-found`, `not-picture`, `file-gone`, `not-hidden`, `nothing-hidden` */
  async inMessage(id: MessageId, password: string): Promise<string> {
    const { bytes, hiddenTextKey } = await this.#parts.attachments.pictureOf(id, PICTURE_SIZE_LIMIT);
    return this.#reveal(bytes, password, hiddenTextKey);
  }

  /** The text in a staged PNG. @throws ContractError `not-found`, `not-hidden`, `nothing-hidden` */
  async inStaged(id: StagedId, password: string): Promise<string> {
    const staged = this.#parts.attachments.staging.need(id);
    return this.#reveal(await this.#read(staged), password, staged.hiddenTextKey);
  }

  async #reveal(png: Uint8Array, password: string, key: Uint8Array | undefined): Promise<string> {
    const text = await this.#parts.hider.reveal({ png, password, key });
    if (text === undefined) throw new ContractError('nothing-hidden');
    return text;
  }

  async #read({ file }: StagedFile): Promise<Buffer> {
    if (file.size > PICTURE_SIZE_LIMIT) throw notHidden('too-large');
    const png = await this.#parts.attachments.files.readAll(file, PICTURE_SIZE_LIMIT);
    if (pictureFormatOf(png) !== 'png') throw notHidden('not-png');
    return png;
  }

  /** Which way up it is to be seen is not kept beside the samples. */
  async #upright({ picture }: Staged, png: Buffer): Promise<Uint8Array> {
    return picture ? (await this.#parts.pictures.prepare(png)).bytes : png;
  }
}

function notHidden(problem: HidingProblem): ContractError {
  return new ContractError('not-hidden', { problem });
}
