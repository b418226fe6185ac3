import type { Logger } from 'pino';
import { formatInvitation } from '../protocol/index.ts';
import { PasswordThrottle } from './accounts/passwords.ts';
import { Tokens } from './accounts/tokens.ts';
import { reachableHost } from './address.ts';
import { Blobs } from './blobs/blobs.ts';
import { collectGarbage, expireBlobs } from './blobs/expiry.ts';
import { openStore } from './blobs/open-store.ts';
import type { BlobStore } from './blobs/store.ts';
import { Tickets } from './blobs/tickets.ts';
import type { Config } from './config.ts';
import { type DataFolder, takeDataFolder } from './data-folder.ts';
import { expireQueue } from './delivery/expiry.ts';
import type { Lane } from './delivery/lane.ts';
import { QueueWriter } from './delivery/queue-writer.ts';
import { Directory } from './directory.ts';
import { Door } from './door.ts';
import { hasIdentity, loadIdentity, loadSecrets } from './identity.ts';
import { LastSeen } from './last-seen.ts';
import { LoginLog } from './login-log.ts';
import { Rates } from './rates.ts';
import { Rooms } from './rooms/rooms.ts';
import type { Services } from './services.ts';
import { hasAccounts } from './store/accounts.ts';
import { type Database, openDatabase } from './store/database.ts';
import { lastQueueId } from './store/queue.ts';

export interface RunningServer {
  port: number;
  /** the link with which clients find and trust this server */
  invitation: string;
  fingerprint: string;
  /** Ends connections with a goodbye, stores what is under way, closes the database. */
  stop(): Promise<void>;
}

const TICK_MS = 1000;
const DELIVERY_SWEEP_MS = 100;
/** So much of an upload is put again after a crash, unless hundreds are under way. */
const BLOB_RECORD_MS = 1000;
const MEMORY_SWEEP_MS = 60_000;
const EXPIRY_SWEEP_MS = 3600_000;
const DAY_MS = 24 * 3600_000;
const RENEWAL_CHECK_MS = DAY_MS;

export async function startServer(
  config: Config,
  log: Logger,
  wallClock: () => number = Date.now,
): Promise<RunningServer> {
  const folder = await takeDataFolder(config.data, (sentence) => log.warn(sentence));
  try {
    const database = await openDatabase(folder.database, { expected: hasIdentity(config.data) });
    try {
      return await serve(config, log, wallClock, folder, database);
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
  wallClock: () => number,
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
  const writer = new QueueWriter(database, log, {
    delayMs: config.groupCommitMs,
    lastId: await lastQueueId(database.read),
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
  const blobs = new Blobs({
    database,
    store,
    limits: config.limits,
    now,
    wallClock,
    reportFailure: (err) => log.error({ err }, 'blob storage failed'),
  });
  const services: Services = {
    config,
    log,
    secrets,
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
    lastSeen: new LastSeen(database),
    logins: new LoginLog(database),
    now,
    wallClock,
    isStopping: false,
  };
  const door = new Door(services, identity);
  const { port } = await door.open();
  const stopTimers = startTimers(services, door, active, store);
  log.info({ port, fingerprint }, 'serving');
  return {
    port,
    fingerprint,
    invitation: formatInvitation({ host: config.publicHost ?? reachableHost(config.listen), port, fingerprint }),
    stop: async () => {
      if (services.isStopping) return;
      services.isStopping = true;
      stopTimers();
      await stop(services, door, active);
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
): Promise<void> {
  const closed = door.close();
  for (const lane of active) lane.secure();
  await writer.drain();
  await door.sendHome(config.timeouts.shutdown * 1000);
  await closed;
  await writer.close();
  await lastSeen.save();
  await logins.save();
}

function startTimers(services: Services, door: Door, active: Set<Lane>, store: BlobStore): () => void {
  const { log, config } = services;
  const expire = () => {
    expireQueue(services, services.wallClock() - config.limits.queueDays * DAY_MS)
      .then((expired) => expired > 0 && log.info({ expired }, 'unread messages expired'))
      .catch((err) => log.error({ err }, 'expiry failed'));
  };
  expire();
  let isCleaning = false;
  const expireFiles = () => {
    // it may take hours with a store that does not answer
    if (isCleaning) return;
    isCleaning = true;
    expireBlobs(services)
      .then((expired) => expired > 0 && log.info({ expired }, 'blobs expired'))
      .catch((err) => log.error({ err }, 'expiry of blobs failed'))
      .then(() => collectGarbage(services.database, store, (err) => log.error({ err }, 'blob storage failed')))
      .then((removed) => removed > 0 && log.info({ removed }, 'blobs removed that nobody has'))
      .catch((err) => log.error({ err }, 'blobs could not be looked through'))
      .finally(() => {
        isCleaning = false;
      });
  };
  expireFiles();
  const timers = [
    setInterval(() => door.tick(), TICK_MS),
    setInterval(() => {
      for (const lane of active) if (!lane.sweep()) active.delete(lane);
    }, DELIVERY_SWEEP_MS),
    setInterval(() => {
      for (const account of services.directory.sweep()) services.rooms.devicesChanged(account);
      services.rooms.sweep();
      services.blobs.sweep();
      services.tickets.sweep();
      store.rest().catch((err) => log.error({ err }, 'files could not be closed'));
      services.rates.sweep();
      door.admission.sweep();
      services.lastSeen.save().catch((err) => log.error({ err }, 'last connections could not be saved'));
      services.logins.save().catch((err) => log.error({ err }, 'refused logins could not be saved'));
    }, MEMORY_SWEEP_MS),
    setInterval(expire, EXPIRY_SWEEP_MS),
    setInterval(expireFiles, EXPIRY_SWEEP_MS),
    setInterval(() => void services.blobs.record(), BLOB_RECORD_MS),
    setInterval(() => {
      door.renewIdentity().catch((err) => log.error({ err }, 'certificate renewal failed'));
    }, RENEWAL_CHECK_MS),
  ];
  return () => timers.forEach(clearInterval);
}
