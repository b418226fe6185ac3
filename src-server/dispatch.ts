import {
  type Needs,
  type Notice,
  type NoticeName,
  OperationError,
  operations,
  type Reply,
  type Request,
  type RequestName,
} from '../protocol/index.ts';
import { StoreUnavailableError } from './blobs/store.ts';
import { ANSWERED, type ClientFor, type NoticeHandler, type RequestHandler } from './handler.ts';
import { getAvatar } from './handlers/account.avatar.get.ts';
import { setAvatar } from './handlers/account.avatar.set.ts';
import { remove as deleteAccount } from './handlers/account.delete.ts';
import { removeDevice } from './handlers/account.device.remove.ts';
import { devices } from './handlers/account.devices.ts';
import { kdf } from './handlers/account.kdf.ts';
import { login } from './handlers/account.login.ts';
import { logins } from './handlers/account.logins.ts';
import { logout } from './handlers/account.logout.ts';
import { changePassword } from './handlers/account.password.ts';
import { getProfile } from './handlers/account.profile.get.ts';
import { setProfile } from './handlers/account.profile.set.ts';
import { recover } from './handlers/account.recover.ts';
import { recovery } from './handlers/account.recovery.ts';
import { register } from './handlers/account.register.ts';
import { reset } from './handlers/account.reset.ts';
import { resume } from './handlers/account.resume.ts';
import { getStatus } from './handlers/account.status.get.ts';
import { setStatus } from './handlers/account.status.set.ts';
import { attachForBlobs } from './handlers/blob.attach.ts';
import { beginBlob } from './handlers/blob.begin.ts';
import { commitBlob } from './handlers/blob.commit.ts';
import { deleteBlob } from './handlers/blob.delete.ts';
import { getChunk } from './handlers/blob.get.ts';
import { describeBlob } from './handlers/blob.have.ts';
import { putChunk } from './handlers/blob.put.ts';
import { shareBlob } from './handlers/blob.share.ts';
import { ticket } from './handlers/blob.ticket.ts';
import { echo } from './handlers/channel.echo.ts';
import { address } from './handlers/contact.address.ts';
import { answer } from './handlers/contact.answer.ts';
import { block } from './handlers/contact.block.ts';
import { blocked } from './handlers/contact.blocked.ts';
import { list } from './handlers/contact.list.ts';
import { remove } from './handlers/contact.remove.ts';
import { request } from './handlers/contact.request.ts';
import { requests } from './handlers/contact.requests.ts';
import { search } from './handlers/contact.search.ts';
import { bundle } from './handlers/keys.bundle.ts';
import { certificate } from './handlers/keys.certificate.ts';
import { count } from './handlers/keys.count.ts';
import { enrol } from './handlers/keys.enrol.ts';
import { publish } from './handlers/keys.publish.ts';
import { getVault } from './handlers/keys.vault.get.ts';
import { replaceVault } from './handlers/keys.vault.put.ts';
import { ack } from './handlers/message.ack.ts';
import { ephemeral } from './handlers/message.ephemeral.ts';
import { resend } from './handlers/message.resend.ts';
import { send } from './handlers/message.send.ts';
import { appendToRoom } from './handlers/room.append.ts';
import { askToEnter } from './handlers/room.ask.ts';
import { getRoomAvatar } from './handlers/room.avatar.ts';
import { createRoom } from './handlers/room.create.ts';
import { findRoom } from './handlers/room.find.ts';
import { listRooms } from './handlers/room.list.ts';
import { readLog } from './handlers/room.log.ts';
import { listMembers } from './handlers/room.members.ts';
import { refuseEntry } from './handlers/room.refuse.ts';
import { listEntryRequests } from './handlers/room.requests.ts';
import { sendToRoom } from './handlers/room.send.ts';
import { shareInRoom } from './handlers/room.share.ts';
import { info } from './handlers/server.info.ts';
import type { Client } from './member.ts';
import type { RatedName } from './rates.ts';
import type { Services } from './services.ts';
import { isSqliteError } from './store/database.ts';

/** Every operation that a client can ask for; one that is missing here does not compile. */
const requestHandlers: { readonly [N in RequestName]: RequestHandler<N> } = {
  'channel.echo': echo,
  'server.info': info,
  'account.register': register,
  'account.kdf': kdf,
  'account.login': login,
  'account.resume': resume,
  'account.logout': logout,
  'account.profile.get': getProfile,
  'account.profile.set': setProfile,
  'account.password': changePassword,
  'account.recovery': recovery,
  'account.recover': recover,
  'account.reset': reset,
  'account.devices': devices,
  'account.device.remove': removeDevice,
  'account.avatar.set': setAvatar,
  'account.avatar.get': getAvatar,
  'account.status.get': getStatus,
  'account.status.set': setStatus,
  'account.logins': logins,
  'account.delete': deleteAccount,
  'keys.enrol': enrol,
  'keys.publish': publish,
  'keys.count': count,
  'keys.bundle': bundle,
  'keys.certificate': certificate,
  'keys.vault.get': getVault,
  'keys.vault.put': replaceVault,
  'contact.search': search,
  'contact.request': request,
  'contact.requests': requests,
  'contact.answer': answer,
  'contact.remove': remove,
  'contact.list': list,
  'contact.block': block,
  'contact.blocked': blocked,
  'contact.address': address,
  'message.send': send,
  'message.resend': resend,
  'room.create': createRoom,
  'room.find': findRoom,
  'room.append': appendToRoom,
  'room.list': listRooms,
  'room.log': readLog,
  'room.members': listMembers,
  'room.ask': askToEnter,
  'room.requests': listEntryRequests,
  'room.refuse': refuseEntry,
  'room.avatar': getRoomAvatar,
  'room.send': sendToRoom,
  'room.share': shareInRoom,
  'blob.ticket': ticket,
  'blob.attach': attachForBlobs,
  'blob.begin': beginBlob,
  'blob.put': putChunk,
  'blob.commit': commitBlob,
  'blob.have': describeBlob,
  'blob.get': getChunk,
  'blob.share': shareBlob,
  'blob.delete': deleteBlob,
};

const noticeHandlers: { readonly [N in NoticeName]: NoticeHandler<N> } = {
  'message.ack': ack,
  'message.ephemeral': ephemeral,
};

/** Checks what the operation's entry in the table demands, then has its handler do the job and answers. */
export class Dispatcher {
  readonly #services: Services;
  readonly #underWay = new Set<Promise<void>>();
  /** guests with something under way, and what they asked for after it */
  readonly #backlogs = new Map<Client, (() => void)[]>();

  constructor(services: Services) {
    this.#services = services;
  }

  /**
   * Counts an operation that has come, whatever it holds.
   * @returns 0, or the milliseconds after which there may be one
   */
  charge(client: Client, name: RatedName | undefined): number {
    const { rates } = this.#services;
    return rates.take(client.signedIn?.member.buckets ?? rates.ofAddress(client.peer), name ?? 'other');
  }

  request<N extends RequestName>(client: Client, name: N, id: number, params: Request<N>): void {
    const backlog = this.#backlogs.get(client);
    if (backlog) {
      backlog.push(() => this.request(client, name, id, params));
      return;
    }
    try {
      const handle: RequestHandler<N> = requestHandlers[name];
      const outcome = handle(this.#services, this.#admit(client, name), params, id);
      if (outcome instanceof Promise) this.#track(this.#answerLater(client, name, id, outcome));
      else if (outcome !== ANSWERED) client.channel.reply(name, id, outcome);
    } catch (error) {
      this.#fail(client, name, id, error);
    }
  }

  notice<N extends NoticeName>(client: Client, name: N, params: Notice<N>): void {
    try {
      const handle: NoticeHandler<N> = noticeHandlers[name];
      handle(this.#services, this.#admit(client, name), params);
    } catch (error) {
      // there is nobody to answer: what may not be done is dropped
      if (!(error instanceof OperationError)) this.#logFailure(name, error);
    }
  }

  /** Resolves when everything begun is answered. */
  async idle(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  #track(answering: Promise<void>): void {
    this.#underWay.add(answering);
    void answering.finally(() => this.#underWay.delete(answering));
  }

  async #answerLater<N extends RequestName>(
    client: Client,
    name: N,
    id: number,
    outcome: Promise<Reply<N> | typeof ANSWERED>,
  ): Promise<void> {
    const isGuest = !client.signedIn;
    if (isGuest) this.#hold(client);
    try {
      const result = await outcome;
      if (result !== ANSWERED) client.channel.reply(name, id, result);
    } catch (error) {
      this.#fail(client, name, id, error);
    } finally {
      if (isGuest) this.#release(client);
    }
  }

  /** A guest gets one thing done after the other: it signs in once, and cannot make us keep more than a few frames. */
  #hold(client: Client): void {
    this.#backlogs.set(client, []);
    client.pause();
  }

  #release(client: Client): void {
    const backlog = this.#backlogs.get(client) ?? [];
    this.#backlogs.delete(client);
    client.resume();
    for (const ask of backlog) ask();
  }

  #fail(client: Client, name: RequestName, id: number, error: unknown): void {
    if (!(error instanceof OperationError)) this.#logFailure(name, error);
    client.channel.fail(name, id, error instanceof OperationError ? error : failureOf(error));
  }

  #logFailure(name: RequestName | NoticeName, error: unknown): void {
    this.#services.log.error({ err: error, operation: name }, 'operation failed');
  }

  #admit<N extends RequestName | NoticeName>(client: Client, name: N): ClientFor<N> {
    if (this.#services.isStopping) throw new OperationError('unavailable');
    checkPlace(client, operations[name].needs);
    return client as ClientFor<N>;
  }
}

/** @throws OperationError when the operation may not be asked for on this connection */
function checkPlace({ session, transfer, signedIn }: Client, needs: Needs): void {
  switch (needs) {
    case 'guest':
      if (signedIn) throw new OperationError('already-signed-in');
      return;
    case 'account':
      if (!session) throw new OperationError('not-signed-in');
      return;
    case 'signed-in':
      if (!signedIn) throw new OperationError('not-signed-in');
      return;
    case 'transfer':
      if (!transfer) throw new OperationError('not-attached');
      return;
    case 'anyone':
      return;
  }
}

function failureOf(error: unknown): OperationError {
  const isPassing = isSqliteError(error) || error instanceof StoreUnavailableError;
  return new OperationError(isPassing ? 'unavailable' : 'internal');
}
