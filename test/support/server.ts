import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { CertifiedKey } from '../../protocol/index.ts';
import { Config } from '../../src-server/config.ts';
import { loadIdentity } from '../../src-server/identity.ts';
import { type RunningServer, startServer } from '../../src-server/server.ts';

type Overrides<T> = { [K in keyof T]?: T[K] extends object ? Overrides<T[K]> : T[K] };

/** Limits that tests from one address would run into; a test of a limit sets it again. */
const ROOMY = {
  listen: '127.0.0.1',
  publicHost: '127.0.0.1',
  port: 0,
  name: 'Test',
  log: { level: 'silent' },
  limits: {
    guests: 1000,
    guestsPerAddress: 1000,
    handshakes: { perSecond: 1000, burst: 1000 },
    signatures: { perSecond: 1000, burst: 1000 },
  },
  rates: { enabled: false },
  groupCommitMs: 0,
} satisfies Overrides<Config>;

/**
 * A configuration on a free port.
 * @param isGuarded with rates and limits as servers really have them; otherwise rates are off and guest limits wide
 * unless given
 */
export function testConfig(overrides: Overrides<Config> & { data: string }, isGuarded = false): Config {
  const { limits, rates, ...rest } = overrides;
  if (isGuarded) return Config.parse({ ...ROOMY, ...rest, limits, rates });
  return Config.parse({
    ...ROOMY,
    ...rest,
    limits: { ...ROOMY.limits, ...limits },
    rates: { ...ROOMY.rates, ...rates },
  });
}

export interface TestServer {
  server: RunningServer;
  /** its data folder */
  folder: string;
  /** Stops it and starts another on the same data and port. */
  restart(overrides?: Overrides<Config>, isGuarded?: boolean): Promise<RunningServer>;
  stop(): Promise<void>;
}

export interface TestServerOptions {
  wallClock?: () => number;
  /** bytes that the disk has free; as it really has when not given */
  freeBytes?: () => number;
  /** when its authority is made; now when absent, and then the same one for all servers of a test process */
  madeAt?: Date;
  /** gets the log, one JSON object a line */
  onLog?: (line: string) => void;
  /** rates and limits are as servers really have them: for tests of who floods, from where, with what */
  isGuarded?: boolean;
}

/** A running server with a data folder of its own; both are gone after the test. */
export async function startTestServer(
  overrides: Overrides<Config> = {},
  { wallClock, freeBytes, madeAt, onLog, isGuarded = false }: TestServerOptions = {},
): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'miyu-server-'));
  if (madeAt) await loadIdentity(folder, { name: 'Test', now: madeAt, isNew: true });
  else await copyCertificates(folder);
  const log = onLog ? pino({ level: 'debug' }, { write: onLog }) : pino({ level: 'silent' });
  const start = (changes: Overrides<Config>, guarded: boolean) =>
    startServer(testConfig({ ...changes, data: folder }, guarded), log, {
      ...(wallClock && { wallClock }),
      ...(freeBytes && { measureFree: async () => freeBytes() }),
    });
  const running: TestServer = {
    folder,
    server: await start(overrides, isGuarded),
    async restart(changes = overrides, guarded = isGuarded) {
      const { port } = running.server;
      await running.server.stop();
      running.server = await start({ ...changes, port }, guarded);
      return running.server;
    },
    async stop() {
      await running.server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  onTestFinished(() => running.stop());
  return running;
}

let certificates: Promise<Map<string, Buffer>> | undefined;

/** RSA keys are made once for all servers of a test process. */
async function copyCertificates(folder: string): Promise<void> {
  certificates ??= makeCertificates();
  for (const [file, content] of await certificates) await writeFile(join(folder, file), content, { mode: 0o600 });
}

async function makeCertificates(): Promise<Map<string, Buffer>> {
  const folder = await mkdtemp(join(tmpdir(), 'miyu-certificates-'));
  try {
    await loadIdentity(folder, { name: 'Test', now: new Date(), isNew: true });
    const files = await readdir(folder);
    return new Map(await Promise.all(files.map(async (file) => [file, await readFile(join(folder, file))] as const)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The authority of a server with that data folder, with its key. */
export async function authorityIn(folder: string): Promise<CertifiedKey> {
  const pem = await readFile(join(folder, 'authority.pem'), 'utf8');
  const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(pem)?.[0] ?? '';
  return { certificate, key: pem.replace(certificate, '') };
}
