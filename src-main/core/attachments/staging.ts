import { randomBytes } from 'node:crypto';
import { FILE_SIZE_LIMIT, PICTURE_SIZE_LIMIT, type Staged, type StagedId } from '../../contract/attachment.ts';
import { ContractError } from '../../contract/errors.ts';
import { describeFailure } from '../describe-failure.ts';
import type { Log } from '../log.ts';
import { pictureFormatOf } from '../pictures/picture-format.ts';
import type { Looked, Pictures } from '../pictures/pictures.ts';
import type { SealedFile, SealedFiles } from '../transfers/sealed-files.ts';
import { beginningOf } from './beginning.ts';
import { shownName } from './file-name.ts';
import { throwIfClosed, whileOpen } from './while-open.ts';

const UNKNOWN = 'application/octet-stream';
/** A media type as it may be passed on. */
const MEDIA_TYPE = /^[a-z]+\/[a-z0-9.+-]{1,100}$/;

/** A file that was taken in, as the core knows it. */
export interface StagedFile {
  staged: Staged;
  file: SealedFile;
  /** it is sent exactly as it is */
  isExact: boolean;
  /** what the text that is hidden in it is read with, beside the password */
  hiddenTextKey?: Uint8Array | undefined;
}

export interface StagingParts {
  files: SealedFiles;
  pictures: Pick<Pictures, 'look' | 'thumbnail'>;
  /** the account is: nothing is taken in any more */
  closing: AbortSignal;
  log: Log;
}

/** Files that were taken in to be sent, sealed. Their keys are in memory only: what is not sent before the account closes is lost. */
export class Staging {
  readonly #parts: StagingParts;
  readonly #staged = new Map<StagedId, StagedFile>();
  readonly #thumbnails = new Map<StagedId, Promise<Uint8Array>>();

  constructor(parts: StagingParts) {
    this.#parts = parts;
  }

  /** @throws ContractError `too-large`, `empty-file`, `disk-full`, `no-session` when the account is closed; whatever the content throws */
  async add(
    { name, type }: { name: string; type?: string | undefined },
    content: AsyncIterable<Uint8Array> | Uint8Array,
  ): Promise<Staged> {
    const { files, closing } = this.#parts;
    const bytes = content instanceof Uint8Array ? content : whileOpen(content, closing);
    const file = await files.create(bytes, FILE_SIZE_LIMIT);
    try {
      const looked = await this.#look(file);
      throwIfClosed(closing);
      const known = type !== undefined && looked.type === UNKNOWN && MEDIA_TYPE.test(type) ? { type } : {};
      return this.#keep(file, { name: shownName(name), ...looked, ...known });
    } catch (error) {
      await files.remove(file.id);
      throw error;
    }
  }

  /** A picture in which a text has been hidden. @param key what it is read with, beside the password @throws as `add` */
  async addHiding(name: string, bytes: Uint8Array, key: Uint8Array | undefined): Promise<Staged> {
    const { id } = await this.add({ name }, bytes);
    const added = this.need(id);
    const staged = { ...added.staged, hidesText: true };
    this.#staged.set(id, { ...added, staged, isExact: true, hiddenTextKey: key });
    return staged;
  }

  find(id: StagedId): StagedFile | undefined {
    return this.#staged.get(id);
  }

  /** @throws ContractError `not-found` */
  need(id: StagedId): StagedFile {
    const found = this.#staged.get(id);
    if (!found) throw new ContractError('not-found');
    return found;
  }

  /** The file, with nobody else to use it: it is put back, or its sealed file goes. @throws ContractError `not-found` */
  take(id: StagedId): StagedFile {
    const taken = this.need(id);
    this.#staged.delete(id);
    this.#thumbnails.delete(id);
    return taken;
  }

  putBack(taken: StagedFile): void {
    this.#staged.set(taken.staged.id, taken);
  }

  /** All of it, for what can be a picture. @throws ContractError `not-found`, `not-picture` */
  async pictureBytes(id: StagedId): Promise<Buffer> {
    return this.bytesOf(this.need(id));
  }

  /** @throws ContractError `not-picture` */
  async bytesOf({ staged, file }: StagedFile): Promise<Buffer> {
    const { picture, pictureProblem: problem = 'broken' } = staged;
    if (!picture) throw new ContractError('not-picture', { problem });
    return this.#parts.files.readAll(file, PICTURE_SIZE_LIMIT);
  }

  /** Undefined for what is no picture. */
  async thumbnail(id: StagedId): Promise<Uint8Array | undefined> {
    const found = this.#staged.get(id);
    if (!found?.staged.picture) return undefined;
    const made = this.#thumbnails.get(id) ?? this.bytesOf(found).then((bytes) => this.#parts.pictures.thumbnail(bytes));
    this.#thumbnails.set(id, made);
    return made;
  }

  async discard(id: StagedId): Promise<void> {
    const found = this.#staged.get(id);
    this.#staged.delete(id);
    this.#thumbnails.delete(id);
    if (found) await this.drop(found);
  }

  /** The sealed file of what was taken is of no use any more. One that cannot be deleted now goes at the next start. */
  async drop({ file }: StagedFile): Promise<void> {
    const { files, log } = this.#parts;
    await files.remove(file.id).catch((error) => log(`staged file not deleted: ${describeFailure(error)}`));
  }

  /** Sealed files that are staged. */
  get bytes(): number {
    return [...this.#staged.values()].reduce((total, { file }) => total + file.size, 0);
  }

  async close(): Promise<void> {
    for (const id of this.#staged.keys()) await this.discard(id);
  }

  #keep(file: SealedFile, described: Omit<Staged, 'id' | 'size'>): Staged {
    const id = randomBytes(16).toString('base64url') as StagedId;
    const staged = { id, size: file.size, ...described };
    this.#staged.set(id, { staged, file, isExact: false });
    return staged;
  }

  /** Of what looks like a picture all of it is looked at, of the rest the beginning. */
  async #look(file: SealedFile): Promise<Looked> {
    const { files, pictures } = this.#parts;
    const head = await beginningOf(files, file);
    const format = pictureFormatOf(head);
    if (!format) return pictures.look(head);
    if (file.size > PICTURE_SIZE_LIMIT) return { type: `image/${format}`, pictureProblem: 'too-large' };
    return pictures.look(await files.readAll(file, PICTURE_SIZE_LIMIT));
  }
}
