import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { BlobId } from '../../protocol/index.ts';
import type { Transfer } from '../../src-main/contract/attachment.ts';
import { newSealedId, type SealedFile, SealedFiles } from '../../src-main/core/transfers/sealed-files.ts';
import { Transfers } from '../../src-main/core/transfers/transfers.ts';
import { CuttableNetwork } from './cuttable-network.ts';
import { RawClient, type Target } from './raw-client.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface Reported {
  stage: Transfer['stage'];
  done: number;
}

/** Somebody with a folder of sealed files. The chunks travel over a network of their own, which can be cut. */
export class TransferPeer {
  readonly files: SealedFiles;
  readonly folder: string;
  readonly network: CuttableNetwork;
  readonly reported: Reported[] = [];
  readonly log: string[] = [];
  main: RawClient;
  transfers: Transfers;
  readonly #target: () => Target;

  private constructor(main: RawClient, target: () => Target, folder: string, network: CuttableNetwork) {
    this.main = main;
    this.#target = target;
    this.folder = folder;
    this.network = network;
    this.files = new SealedFiles(join(folder, 'files'));
    this.transfers = this.#start();
  }

  /** @param target asked anew each time: the server may have restarted */
  static async signIn(target: () => Target, name: string): Promise<TransferPeer> {
    const main = await RawClient.signIn(target(), name);
    const network = await CuttableNetwork.start(target().port);
    const client = new TransferPeer(main, target, await temporaryFolder(), network);
    onTestFinished(async () => {
      await client.transfers.close();
      await client.main.close();
    });
    return client;
  }

  /** The program ends and begins anew: nothing but the files is left. */
  async restart(): Promise<void> {
    await this.transfers.close();
    this.transfers = this.#start();
  }

  /** The main connection is lost, or known to be, and made again. */
  async reconnect(): Promise<void> {
    this.main.channel.destroy('cut-off');
    this.transfers.offline();
    this.main = await RawClient.resumed(this.#target(), this.main);
    this.transfers.online();
  }

  seal(content: Uint8Array): Promise<SealedFile> {
    return this.files.create(content, content.length);
  }

  upload(file: SealedFile, { ref = randomBytes(16), signal = new AbortController().signal } = {}) {
    return this.transfers.upload({ ref, file }, { signal, progress: this.#progress });
  }

  download(
    blob: BlobId,
    file: SealedFile,
    { into = { sealed: newSealedId() } as { sealed: string } | { path: string }, signal = neverAborted() } = {},
  ): Promise<void> {
    const { key, size, digest } = file;
    return this.transfers.download({ blob, key, size, digest, into }, { signal, progress: this.#progress });
  }

  /** Seals, uploads and shares. */
  async send(content: Uint8Array, to: TransferPeer): Promise<{ blob: BlobId; file: SealedFile }> {
    const file = await this.seal(content);
    const { blob } = await this.upload(file);
    await this.share(blob, to);
    return { blob, file };
  }

  share(blob: BlobId, to: TransferPeer) {
    return this.main.channel.request('blob.share', { blob, to: to.main.account });
  }

  /** A path in a folder of this client's. */
  path(name: string): string {
    return join(this.folder, name);
  }

  contentAt(name: string): Promise<Buffer> {
    return readFile(this.path(name));
  }

  #start(): Transfers {
    const transfers = new Transfers({
      files: this.files,
      server: { host: '127.0.0.1', port: this.network.port, fingerprint: this.#target().fingerprint, name: 'Test' },
      channel: () => this.main.channel,
      now: Date.now,
      log: (line) => this.log.push(line),
    });
    transfers.online();
    return transfers;
  }

  #progress = (stage: Transfer['stage'], done: number) => {
    this.reported.push({ stage, done });
  };
}

function neverAborted(): AbortSignal {
  return new AbortController().signal;
}
