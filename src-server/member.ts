import type { AccountId, Channel, DeviceId, Profile, Status, Timestamp } from '../protocol/index.ts';
import type { Flow } from './blobs/flow.ts';
import type { Lane } from './delivery/lane.ts';
import type { Line } from './delivery/line.ts';
import type { Buckets } from './rates.ts';
import type { Session } from './store/accounts.ts';

/** A connection as the rest of the server knows it. */
export interface Client {
  readonly channel: Channel;
  /** without port */
  readonly address: string;
  readonly port: number;
  /** the address, or the part of it that counts as one peer */
  readonly peer: string;
  /** who is signed in on it */
  session: SignedIn | undefined;
  /** set on a connection that carries blobs for a session on another one */
  transfer: Transfer | undefined;
  /** either of these two */
  readonly signedIn: SignedIn | undefined;
  /** Stops reading from the peer until `resume`. */
  pause(): void;
  resume(): void;
  /** Gives the guest's place free: from now on it has an account's rights and limits. */
  promote(): void;
  /** Resolves when fewer bytes than that wait for the peer to take them, or the connection has ended. */
  drained(below: number): Promise<void>;
}

export interface SignedIn {
  member: Member;
  /** of the device that signed in */
  lane: Lane;
}

export interface Transfer extends SignedIn {
  flow: Flow;
}

/** A client whose login the dispatcher has checked. */
export interface SignedInClient extends Client {
  session: SignedIn;
}

/** A transfer connection, as the dispatcher has checked. */
export interface TransferClient extends Client {
  transfer: Transfer;
}

/** A client of which the dispatcher has checked that it is one of the two. */
export interface BelongingClient extends Client {
  readonly signedIn: SignedIn;
}

/** An account in memory: all that relaying a message needs to know without asking the database. */
export interface Member {
  readonly account: AccountId;
  profile: Profile;
  status: Status;
  /** the latest login */
  login: Session;
  /** since when they are friends */
  friends: Map<AccountId, Timestamp>;
  /** whose requests it is not shown */
  blocked: Set<AccountId>;
  /** every device's */
  devices: Map<DeviceId, Lane>;
  /** those of the devices that have published keys: the ones that messages are written for */
  lanes: Map<DeviceId, Lane>;
  /** what it sends leaves in this order, to whomever it goes */
  sending: Line;
  /** undefined while offline */
  client: Client | undefined;
  /** the session's transfer connections, oldest first */
  transfers: Set<Client>;
  buckets: Buckets;
  /** when it was last needed; on the monotonic clock */
  usedAt: number;
}
