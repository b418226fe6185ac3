import type { Logger } from 'pino';
import { formatInvitation } from '../protocol/index.ts';
import { PasswordThrottle } from './accounts/passwords.ts';
import { Tokens } from './accounts/tokens.ts';
import { Blobs } from './blobs/blobs.ts';
import { openStore } from './blobs/open-store.ts';
import { otherDisk } from './blobs/space.ts';
import { Tickets } from './blobs/tickets.ts';
import type { Config } from './config.ts';
import { type DataFolder, takeDataFolder } from './data-folder.ts';
import type { Lane } from './delivery/lane.ts';
import { QueueWriter } from './delivery/queue-writer.ts';
import { Directory } from './directory.ts';
import { DiskSpace, freeBytes, isSameDisk, type MeasureFree } from './disk-space.ts';
import { Door } from './door.ts';
import { hasIdentity, loadIdentity, loadSecrets } from './identity.ts';
import { LastSeen } from './last-seen.ts';
import { LoginLog } from './login-log.ts';
import { OneTimeKeyShares } from './one-time-keys.ts';
import { Rates } from './rates.ts';
import { reachableHost } from './reachable-host.ts';
import { Rooms } from './rooms/rooms.ts';
import type { Services } from './services.ts';
import { hasAccounts } from './store/accounts.ts';
import { type Database, openDatabase } from './store/database.ts';
import { lastQueueId } from './store/queue.ts';
import { Upkeep } from './upkeep.ts';

export interface RunningServer {
  port: number;
  /** the link with which clients find and trust this server */
  invitation: string;
  fingerprint: string;
  /** Ends connections with a goodbye, stores what is under way, closes the database. */
  stop(): Promise<void>;
}

/** What tests replace. */
interface Surroundings {
  /** milliseconds since 1970 */
  wallClock: () => number;
  measureFree: MeasureFree;
}

export async function startServer(
  config: Config,
  log: Logger,
  { wallClock = Date.now, measureFree = freeBytes }: Partial<Surroundings> = {},
): Promise<RunningServer> {
  const folder = await takeDataFolder(config.data, (sentence) => log.warn(sentence));
  try {
    const database = await openDatabase(folder.database, { expected: hasIdentity(config.data) });
    try {
      return await serve(config, log, { wallClock, measureFree }, folder, database);
    } catch (error) {
      await database.close();
      throw error;
    }
  } catch (error) {
    await folder.release();
    throw error;
  }
}

async function serve(
  config: Config,
  log: Logger,
  { wallClock, measureFree }: Surroundings,
  folder: DataFolder,
  database: Database,
): Promise<RunningServer> {
  const isNew = !(await hasAccounts(database.read));
  const { identity, authority, fingerprint } = await loadIdentity(config.data, {
    name: config.name,
    now: new Date(wallClock()),
    isNew,
  });
  const secrets = await loadSecrets(config.data, { isNew });
  const now = () => performance.now();
  const disk = new DiskSpace({ folder: config.data, floor: config.limits.diskFree, measure: measureFree, log });
  await disk.look();
  const writer = new QueueWriter(database, log, {
    delayMs: config.groupCommitMs,
    lastId: await lastQueueId(database.read),
    isDiskFull: () => disk.isFull,
  });
  const active = new Set<Lane>();
  const directory = new Directory(database, {
    limits: config.limits,
    ackWaitMs: config.timeouts.ack * 1000,
    writer,
    database,
    now,
    active,
    reportFailure: (err) => log.error({ err }, 'queue could not be read'),
  });
  const store = await openStore(config, { folder: folder.blobs, owner: fingerprint, now });
  const isOnOurDisk = config.blobs.store === 'folder' && (await isSameDisk(folder.blobs, config.data));
  const blobs = new Blobs({
    database,
    store,
    disk: isOnOurDisk ? disk : otherDisk,
    limits: config.limits,
    now,
    wallClock,
    reportFailure: (err) => log.error({ err }, 'blob storage failed'),
  });
  const services: Services = {
    config,
    log,
    secrets,
    fingerprint,
    authority,
    database,
    writer,
    directory,
    rooms: new Rooms({ database, directory, now }),
    blobs,
    tickets: new Tickets(now),
    throttle: new PasswordThrottle(config.limits, now),
    tokens: new Tokens(secrets.token, config.limits.sessionDays),
    rates: new Rates(config.rates, now),
    oneTimeKeys: new OneTimeKeyShares(config, now),
    lastSeen: new LastSeen(database),
    logins: new LoginLog(database),
    now,
    wallClock,
    isStopping: false,
  };
  const door = new Door(services, identity);
  const { port } = await door.open();
  const upkeep = new Upkeep({ services, door, active, store, disk });
  log.info({ port, fingerprint }, 'serving');
  return {
    port,
    fingerprint,
    invitation: formatInvitation({ host: config.publicHost ?? reachableHost(config.listen), port, fingerprint }),
    stop: async () => {
      if (services.isStopping) return;
      services.isStopping = true;
      upkeep.stop();
      await stop(services, door, active, upkeep);
      await blobs.recordAll();
      await store.close();
      await database.close();
      await folder.release();
      log.info('stopped');
    },
  };
}

/** First what is in memory is stored, so that its senders are answered, then everyone is sent home. */
async function stop(
  { writer, config, lastSeen, logins }: Services,
  door: Door,
  active: ReadonlySet<Lane>,
  upkeep: Upkeep,
): Promise<void> {
  const closed = door.close();
  for (const lane of active) lane.secure();
  await writer.drain();
  await door.sendHome(config.timeouts.shutdown * 1000);
  await closed;
  await upkeep.settled();
  await writer.close();
  await lastSeen.save();
  await logins.save();
}
