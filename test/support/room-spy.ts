import { generateKeyPairSync } from 'node:crypto';
import { IdentityKeyPair, KEMKeyPair, PrivateKey } from '@signalapp/libsignal-client';
import {
  type AccountId,
  applyRecord,
  beginRoom,
  createAccountCertificate,
  type DeviceId,
  devicesDigest,
  encodeRecord,
  headOf,
  type ListedMember,
  type PreKeyBundle,
  type RoomAction,
  type RoomId,
  type RoomState,
  type SignedRecord,
  signedBytes,
} from '../../protocol/index.ts';
import type { Lies, Victim } from './lying-server.ts';
import { authorityIn } from './server.ts';

/**
 * What a server sees of one room, and can make up about it: it has every record and ciphertext, and keys of its own.
 */
export class RoomSpy {
  readonly identity = IdentityKeyPair.generate();
  /** devices that were given what members' messages are read with */
  readonly shared: DeviceId[] = [];
  room: RoomId | undefined;
  state: RoomState | undefined;
  /** of the list of members as it is: what the honest part of the server demands */
  #digest: Uint8Array | undefined;

  /** Lies that change nothing, and see everything. */
  get watching(): Lies {
    return {
      replies: {
        'room.create': (reply, { first }) => {
          const state = beginRoom(first);
          if (typeof state === 'string') throw new Error(state);
          Object.assign(this, { room: reply.room, state });
          return reply;
        },
        'room.append': (reply, { room, record }) => {
          if (this.state) applyRecord(room, this.state, record);
          return reply;
        },
      },
      requests: {
        'room.share': (params) => {
          this.shared.push(...params.envelopes.map(({ device }) => device));
          return params;
        },
      },
    };
  }

  /** Shows another list of members. */
  showing(list: (members: ListedMember[], victim: Victim) => ListedMember[]): Lies {
    return {
      replies: {
        'room.members': ({ members, more }, _, victim) => {
          this.#digest = devicesDigest(members.flatMap(({ devices }) => devices));
          return { members: list(members, victim), more };
        },
      },
    };
  }

  /** Takes what was written for the list that was shown. */
  get taking(): Lies {
    return {
      requests: {
        ...this.watching.requests,
        'room.send': (params) => ({ ...params, devices: this.#digest ?? params.devices }),
      },
    };
  }

  get head() {
    if (!this.state) throw new Error('no room');
    return headOf(this.state);
  }

  /** A record that looks as if that member had made it last, signed by the server. */
  forge(author: AccountId, action: RoomAction, follows = this.head): SignedRecord {
    if (this.room === undefined) throw new Error('no room');
    const record = encodeRecord({ v: 1, room: this.room, author, at: Date.now(), follows, action });
    return { record, signature: this.identity.privateKey.sign(signedBytes(record)) };
  }

  /** The server as a member. */
  member(account: AccountId) {
    return { account, identity: this.identity.publicKey.serialize() };
  }

  /** Keys of a device that the server made. */
  bundle(device: DeviceId): PreKeyBundle {
    const signed = PrivateKey.generate().getPublicKey().serialize();
    const kyber = KEMKeyPair.generate().getPublicKey().serialize();
    const { privateKey } = this.identity;
    return {
      device,
      registrationId: 77,
      signed: { id: 1, key: signed, signature: privateKey.sign(signed) },
      lastResort: { id: 1, key: kyber, signature: privateKey.sign(kyber) },
    };
  }

  /** A certificate by the server's real authority, with the server's key in place of the account's. */
  async certificate(folder: string, account: AccountId, name: string): Promise<Uint8Array> {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const identityKey = this.identity.publicKey.serialize();
    const fields = { account, name, publicKey, identityKey, now: new Date() };
    return createAccountCertificate(await authorityIn(folder), fields);
  }
}

/** All of these lies; of two about the same only the last is told. */
export function together(...all: Lies[]): Lies {
  return {
    replies: Object.assign({}, ...all.map(({ replies }) => replies)),
    requests: Object.assign({}, ...all.map(({ requests }) => requests)),
    events: Object.assign({}, ...all.map(({ events }) => events)),
  };
}
