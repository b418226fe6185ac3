import type { Logger } from 'pino';
import type { CertifiedKey } from '../protocol/index.ts';
import type { PasswordThrottle } from './accounts/passwords.ts';
import type { Tokens } from './accounts/tokens.ts';
import type { Blobs } from './blobs/blobs.ts';
import type { Tickets } from './blobs/tickets.ts';
import type { Config } from './config.ts';
import type { QueueWriter } from './delivery/queue-writer.ts';
import type { Directory } from './directory.ts';
import type { Secrets } from './identity.ts';
import type { LastSeen } from './last-seen.ts';
import type { LoginLog } from './login-log.ts';
import type { OneTimeKeyShares } from './one-time-keys.ts';
import type { Rates } from './rates.ts';
import type { Rooms } from './rooms/rooms.ts';
import type { Database } from './store/database.ts';

/** What handlers work with; one of each in a server. */
export interface Services {
  config: Config;
  log: Logger;
  secrets: Secrets;
  /** of the authority, as in the invitation */
  fingerprint: string;
  /** signs accounts' certificates */
  authority: CertifiedKey;
  database: Database;
  writer: QueueWriter;
  directory: Directory;
  rooms: Rooms;
  blobs: Blobs;
  tickets: Tickets;
  throttle: PasswordThrottle;
  tokens: Tokens;
  rates: Rates;
  oneTimeKeys: OneTimeKeyShares;
  lastSeen: LastSeen;
  logins: LoginLog;
  /** monotonic milliseconds */
  now: () => number;
  /** milliseconds since 1970 */
  wallClock: () => number;
  /** true once the server stops: nothing new is begun */
  isStopping: boolean;
}
