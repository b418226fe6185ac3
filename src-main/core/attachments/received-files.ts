import { createReadStream } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { SpaceUsed, StagedId } from '../../contract/attachment.ts';
import { ContractError } from '../../contract/errors.ts';
import type { MessageId, Timestamp } from '../../contract/model.ts';
import type { Changes } from '../changes.ts';
import type { Opener } from '../opener.ts';
import { mediaTypeOf } from '../pictures/media-type.ts';
import type { StoredAttachment } from '../store/attachment-rows.ts';
import type { Store } from '../store/store.ts';
import { isSystemFailure } from '../transfers/disk.ts';
import type { SealedFile, SealedFiles } from '../transfers/sealed-files.ts';
import { beginningOf } from './beginning.ts';
import { fittingName } from './file-name.ts';
import { isProgram, PROGRAM_HEAD_BYTES, startsAsProgram } from './programs.ts';
import { headOfFile, type ReceivedFolder, sizeOfFile } from './received-folder.ts';
import type { Staging } from './staging.ts';

export interface ReceivedFilesParts {
  store: Pick<Store, 'run'>;
  changes: Pick<Changes, 'messages'>;
  files: SealedFiles;
  staging: Staging;
  folder: ReceivedFolder;
  opener: Opener | undefined;
  /** wall clock */
  now: () => Timestamp;
}

/** What was received, as files that the person and other programs can use. */
export class ReceivedFiles {
  readonly #parts: ReceivedFilesParts;

  constructor(parts: ReceivedFilesParts) {
    this.#parts = parts;
  }

  /** @throws ContractError `not-found`, `file-gone`; `not-opened` also for programs */
  async open(id: MessageId): Promise<void> {
    const path = await this.#pathOf(id);
    if (isProgram(path) || startsAsProgram(await headOfFile(path, PROGRAM_HEAD_BYTES)))
      throw new ContractError('not-opened');
    await this.#opener().open(path);
  }

  /** Without an id, the folder. @throws ContractError `not-found`, `file-gone`, `not-opened` */
  async show(id: MessageId | undefined): Promise<void> {
    if (id !== undefined) return this.#opener().show(await this.#pathOf(id));
    const { folder } = this.#parts;
    await folder.create();
    await this.#opener().open(folder.path);
  }

  /** Puts a copy of what lies here sealed among the received files. @throws ContractError `not-found`, `file-gone`, `disk-full` */
  async save(id: MessageId): Promise<{ name: string }> {
    const stored = await this.#need(id);
    const { kind, sealed, key, size, name } = stored;
    if (kind === 'file' && sealed === null) return this.#putHere(name, await this.#pathOf(id));
    if (sealed === null || stored.state === 'downloading') throw new ContractError('file-gone');
    return this.#saveAs(name, { id: sealed, key, size });
  }

  /** @throws ContractError `not-found`, `disk-full` */
  async saveStaged(id: StagedId): Promise<{ name: string }> {
    const { staged, file } = this.#parts.staging.need(id);
    return this.#saveAs(staged.name, file);
  }

  async space(): Promise<SpaceUsed> {
    const { store, staging, folder } = this.#parts;
    const { cache, outgoing } = await store.run('sealedBytes');
    let received = 0;
    for (const { path } of await store.run('receivedFiles')) received += path === null ? 0 : await spaceOf(path);
    return { received, folder: folder.path, cache, outgoing: outgoing + staging.bytes };
  }

  /** A file that was received into another folder is copied. */
  async #putHere(name: string, path: string): Promise<{ name: string }> {
    const { folder } = this.#parts;
    const isHere = dirname(path) === resolve(folder.path);
    return { name: basename(isHere ? path : await folder.write(name, createReadStream(path))) };
  }

  /** A picture or sound gets an ending that says so; whatever else it is called, the system will not take it for a program. */
  async #saveAs(name: string, file: Pick<SealedFile, 'id' | 'key' | 'size'>): Promise<{ name: string }> {
    const { files, folder } = this.#parts;
    const type = mediaTypeOf(await beginningOf(files, file));
    const path = await folder.write(type ? fittingName(name, type) : name, files.read(file, 0, file.size));
    return { name: basename(path) };
  }

  /** @throws ContractError `not-found`, `file-gone`: then the message tells that it is not here */
  async #pathOf(id: MessageId): Promise<string> {
    const { store, changes, now } = this.#parts;
    const { state, path } = await this.#need(id);
    if (state !== 'here' || path === null) throw new ContractError('file-gone');
    if ((await sizeOfFile(path)) !== undefined) return path;
    changes.messages(await store.run('noteGone', { id, path, now: now() }));
    throw new ContractError('file-gone');
  }

  async #need(id: MessageId): Promise<StoredAttachment> {
    const stored = await this.#parts.store.run('attachment', id);
    if (!stored) throw new ContractError('not-found');
    return stored;
  }

  #opener(): Opener {
    const { opener } = this.#parts;
    if (!opener) throw new ContractError('not-opened');
    return opener;
  }
}

/** Bytes, as far as the system tells: behind a folder that may not be entered, or on a share that is away, it is not counted. */
async function spaceOf(path: string): Promise<number> {
  try {
    return (await sizeOfFile(path)) ?? 0;
  } catch (error) {
    if (isSystemFailure(error)) return 0;
    throw error;
  }
}
