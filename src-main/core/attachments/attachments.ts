import { type Channel, removeFile } from '../../../protocol/index.ts';
import type { AttachmentState, MediaRef, Staged, StickerId } from '../../contract/attachment.ts';
import type { Media } from '../../contract/core.ts';
import { ContractError } from '../../contract/errors.ts';
import type { KnownServer, Message, MessageId, Timestamp } from '../../contract/model.ts';
import type { Changes, Emit } from '../changes.ts';
import type { AttachmentContent } from '../content.ts';
import { describe } from '../describe.ts';
import type { Log } from '../log.ts';
import type { Opener } from '../opener.ts';
import type { Pictures } from '../pictures/pictures.ts';
import { type StoredAttachment, sealedWhole } from '../store/attachment-rows.ts';
import type { Store } from '../store/store.ts';
import { SealedFiles } from '../transfers/sealed-files.ts';
import { Transfers } from '../transfers/transfers.ts';
import type { Writing } from '../writing.ts';
import { Downloads } from './downloads.ts';
import { Forwarding } from './forwarding.ts';
import { MediaSource } from './media-source.ts';
import { OnlineGate } from './online-gate.ts';
import { ReceivedFiles } from './received-files.ts';
import { ReceivedFolder } from './received-folder.ts';
import { Running } from './running.ts';
import { SealedCopies } from './sealed-copies.ts';
import { SealingAnew } from './sealing-anew.ts';
import { Sending } from './sending.ts';
import { Staging } from './staging.ts';
import { Tidying } from './tidying.ts';
import { TransferBoard } from './transfer-board.ts';
import { Uploads } from './uploads.ts';

export interface AttachmentsParts {
  store: Pick<Store, 'run'>;
  changes: Pick<Changes, 'messages'>;
  emit: Emit;
  server: KnownServer;
  /** of the main connection. @throws ContractError `offline` */
  channel(): Channel;
  pictures: Pictures;
  stickerBytes(id: StickerId): Promise<Uint8Array | undefined>;
  writing: Pick<Writing, 'write'>;
  messages: {
    postCarrying(message: Message, carried: AttachmentContent): void;
    retry(id: MessageId): Promise<void>;
    delete(ids: MessageId[]): Promise<void>;
  };
  /** where encrypted copies are kept */
  folder: string;
  receivedFolder: string;
  opener: Opener | undefined;
  /** bytes of encrypted copies that may stay */
  cacheLimit(): number;
  /** wall clock */
  now: () => Timestamp;
  log: Log;
}

/** Files are kept by the server for days: nobody minds some minutes. */
const EXPIRY_LOOK_MS = 10 * 60_000;

/** What messages carry: taken in, sent, fetched, shown and put away. */
export class Attachments {
  readonly files: SealedFiles;
  readonly staging: Staging;
  readonly sending: Sending;
  readonly forwarding: Forwarding;
  readonly received: ReceivedFiles;
  readonly #parts: AttachmentsParts;
  readonly #transfers: Transfers;
  readonly #gate: OnlineGate;
  /** to the server and from there: what is shared with one more chat can be fetched meanwhile */
  readonly #running = { up: new Running(), down: new Running() };
  readonly #closing = new AbortController();
  readonly #board: TransferBoard;
  readonly #tidying: Tidying;
  readonly #uploads: Uploads;
  readonly #downloads: Downloads;
  readonly #media: MediaSource;
  readonly #expiryTimer: NodeJS.Timeout;

  constructor(parts: AttachmentsParts) {
    this.#parts = parts;
    this.files = new SealedFiles(parts.folder);
    const { files } = this;
    const closing = this.#closing.signal;
    const copies = new SealedCopies({ ...parts, files });
    this.staging = new Staging({ ...parts, files, closing });
    const { staging } = this;
    this.sending = new Sending({ ...parts, files, staging });
    const anew = new SealingAnew({ ...parts, files });
    this.forwarding = new Forwarding({ ...parts, copies, anew, closing });
    const folder = new ReceivedFolder(parts.receivedFolder, (path) => this.#tidying.removeLater(path));
    this.received = new ReceivedFiles({ ...parts, files, staging, folder });
    this.#transfers = new Transfers({ ...parts, files });
    this.#gate = new OnlineGate(() => parts.channel());
    this.#board = new TransferBoard(parts.emit, () => performance.now());
    this.#media = new MediaSource({ ...parts, files, staging, closing });
    const underWay = { gate: this.#gate, board: this.#board, transfers: this.#transfers };
    const { up, down } = this.#running;
    this.#tidying = new Tidying({ ...parts, gate: this.#gate, running: [up, down], files: copies });
    const tidy = () => this.#tidying.tidy();
    const ready: AttachmentsParts['messages']['postCarrying'] = (message, carried) =>
      parts.messages.postCarrying(message, carried);
    const stopComing = (id: MessageId) => down.stop(id, 'cancel');
    this.#uploads = new Uploads({ ...parts, ...underWay, running: up, stopComing, files, anew, ready, tidy });
    const isAsSaid = (stored: StoredAttachment) => this.#media.isAsSaid(stored);
    this.#downloads = new Downloads({ ...parts, ...underWay, running: down, received: folder, isAsSaid, tidy });
    this.#expiryTimer = setInterval(() => this.#tellExpired(), EXPIRY_LOOK_MS);
  }

  /** Goes on with what was on its way when the program ended. */
  async load(): Promise<void> {
    await this.#tidying.sweep();
    await this.#expire();
    for (const { message, state } of await this.#parts.store.run('attachmentsUnderWay')) {
      if (state === 'downloading') this.#downloads.fetch(message);
    }
    this.tidy();
  }

  online(): void {
    this.#gate.online();
    this.#transfers.online();
    this.tidy();
    this.#tellExpired();
  }

  offline(): void {
    this.#gate.offline();
    this.#transfers.offline();
  }

  async close(): Promise<void> {
    clearInterval(this.#expiryTimer);
    this.#closing.abort();
    await this.#stopAll();
    await this.#tidying.close();
    await this.#transfers.close();
    await this.staging.close();
  }

  /** The history is about to be deleted: nothing would know of the parts of files that have come. */
  async removeParts(): Promise<void> {
    const { store, log } = this.#parts;
    await this.#stopAll();
    const paths = await store.run('partsOfFiles');
    const removed = await Promise.allSettled(paths.map((path) => removeFile(path)));
    const left = removed.filter(({ status }) => status === 'rejected').length;
    if (left > 0) log(`${left} parts of files could not be deleted`);
  }

  /** Something may be left over, or there may be more here than should be. */
  tidy(): void {
    this.#tidying.tidy();
  }

  /** Puts what a message carries on the server; then the message leaves. */
  carry({ id }: Pick<Message, 'id'>): void {
    this.#uploads.carry(id);
  }

  /** What came with these is fetched if it is wanted; what was recalled is not any more. */
  arrived(messages: Message[]): void {
    for (const { id, attachment } of messages) if (attachment?.state === 'downloading') this.#downloads.fetch(id);
    if (messages.some(({ kind }) => kind === 'recalled')) this.tidy();
  }

  /** @throws ContractError as `Staging.add` */
  stage(file: { name: string; type?: string }, content: AsyncIterable<Uint8Array>): Promise<Staged> {
    return this.staging.add(file, content);
  }

  media(ref: MediaRef): Promise<Media | undefined> {
    return this.#media.find(ref);
  }

  get transfers() {
    return this.#board.transfers;
  }

  /** Gets it, or goes on in either direction. @throws ContractError `not-found`, `file-expired` */
  async start(id: MessageId): Promise<void> {
    const stored = await this.#need(id);
    switch (stored.state) {
      case 'uploading':
        return;
      case 'upload-paused':
        return this.#uploads.resume(id);
      case 'upload-failed':
        return this.#parts.messages.retry(id);
      case 'remote':
      case 'downloading':
      case 'paused':
      case 'failed':
      case 'here':
      case 'expired':
        return this.#downloads.start(stored);
    }
  }

  /** @throws ContractError `not-found` */
  async pause(id: MessageId): Promise<void> {
    const { state } = await this.#need(id);
    if (state === 'uploading' || state === 'downloading') await this.#runningFor(state).stop(id, 'pause');
  }

  /** Gives up: of what is being uploaded the message goes, too. @throws ContractError `not-found` */
  async cancel(id: MessageId): Promise<void> {
    const { state: before } = await this.#need(id);
    await this.#runningFor(before).stop(id, 'cancel');
    // It may have come to its end before it was stopped.
    const state = (await this.#parts.store.run('attachment', id))?.state;
    if (state === 'paused' || state === 'failed' || state === 'downloading') await this.#downloads.forget(id);
    if (state?.startsWith('upload')) await this.#parts.messages.delete([id]);
  }

  /** Deletes what lies here of these attachments; their messages stay, and so does what has yet to be sent. */
  async deleteHere(ids: MessageId[]): Promise<void> {
    const { store, changes, now } = this.#parts;
    changes.messages(await store.run('letGo', { ids, now: now() }));
    for (const { message, state } of await store.run('attachments', ids)) {
      if (state === 'downloading' || state === 'paused' || state === 'failed') await this.cancel(message);
    }
    this.tidy();
  }

  clearCache(): Promise<void> {
    return this.#tidying.clearCache();
  }

  /** A picture that is here, to be read by the core itself. @throws ContractError `not-found`, `file-gone`, `too-large`, `not-picture` */
  async pictureOf(id: MessageId, limit: number): Promise<{ bytes: Buffer; hiddenTextKey?: Uint8Array }> {
    const stored = await this.#need(id);
    const { kind, key, size, hidden_text_key: hiddenTextKey } = stored;
    if (kind !== 'picture' && kind !== 'sticker') throw new ContractError('not-picture', { problem: 'broken' });
    const sealed = sealedWhole(stored);
    if (sealed === null) throw new ContractError('file-gone');
    const bytes = await this.files.readAll({ id: sealed, key, size }, limit);
    return { bytes, ...(hiddenTextKey === null ? {} : { hiddenTextKey }) };
  }

  async #stopAll(): Promise<void> {
    await Promise.all([this.#running.up.close(), this.#running.down.close()]);
  }

  #runningFor(state: AttachmentState): Running {
    return state.startsWith('upload') ? this.#running.up : this.#running.down;
  }

  #tellExpired(): void {
    this.#expire().catch((error) => this.#parts.log(`expired files not told: ${describe(error)}`));
  }

  async #expire(): Promise<void> {
    const { store, changes, now } = this.#parts;
    const expired = await store.run('expireAttachments', now());
    changes.messages(expired);
    if (expired.length > 0) this.tidy();
  }

  async #need(id: MessageId): Promise<StoredAttachment> {
    const stored = await this.#parts.store.run('attachment', id);
    if (!stored) throw new ContractError('not-found');
    return stored;
  }
}
