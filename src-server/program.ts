import { destination, type Logger, pino } from 'pino';
import QRCode from 'qrcode';
import { collectAllGarbage, endingSignals } from '../protocol/index.ts';
import { BucketError } from './blobs/s3-store.ts';
import { type Config, ConfigError, loadConfig, NothingToDo, showConfig } from './config.ts';
import { IdentityError } from './identity.ts';
import { tuneMemory } from './memory.ts';
import { explainReset, makeReset, NoSuchPersonError } from './reset.ts';
import { type RunningServer, startServer } from './server.ts';
import { DatabaseError, isSqliteError } from './store/database.ts';
import { version } from './version.ts';

const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;

async function main(): Promise<void> {
  const { config, order, ignored } = loadConfig(process.argv.slice(2), process.env);
  for (const name of ignored) console.error(`miyu-server: ${name}: does nothing any more; take it out of the settings`);
  switch (order.kind) {
    case 'print-config':
      console.log(showConfig(config));
      return;
    case 'reset':
      console.log(explainReset(await makeReset(config.data, order.name, Date.now())));
      return;
    case 'serve':
      await serve(config);
  }
}

async function serve(config: Config): Promise<void> {
  tuneMemory();
  const log = createLogger(config.log);
  const server = await startServer(config, log);
  stopOnSignals(server, log);
  await greet(config, server);
  // what starting has left is a third of the heap
  collectAllGarbage();
}

/** Written at once: a line that explains a crash must not wait in a buffer. */
function createLogger({ level, file }: Config['log']): Logger {
  return pino({ level, base: undefined }, destination({ dest: file ?? 2, sync: true, mkdir: true, mode: 0o600 }));
}

async function greet({ name, data, listen }: Config, { port, invitation }: RunningServer): Promise<void> {
  console.log(`Miyu ${version}: server "${name}" listens on ${listen ?? 'all addresses'}, port ${port}.`);
  console.log(`Its data is in ${data}. People join with this link:\n`);
  console.log(`${invitation}\n`);
  console.log(await QRCode.toString(invitation, { type: 'utf8', errorCorrectionLevel: 'L' }));
  console.log('Stop with Ctrl+C.');
}

function stopOnSignals(server: RunningServer, log: Logger): void {
  const stop = (signal?: NodeJS.Signals) => {
    // a second signal ends the process in the usual way
    for (const each of signals) process.removeListener(each, stop);
    process.removeListener('message', stopIfAsked);
    log.info({ signal }, 'stopping');
    server.stop().catch((err) => {
      log.fatal({ err }, 'stop failed');
      process.exitCode = EXIT_FAILURE;
    });
  };
  const signals = endingSignals();
  for (const signal of signals) process.on(signal, stop);
  // `npm start` asks by a message: on Windows a signal would be the end at once
  const stopIfAsked = (message: unknown) => {
    if (message === 'stop') stop();
  };
  process.on('message', stopIfAsked);
  process.channel?.unref();
}

/** What the person who starts the server can do something about, in words; undefined for our own mistakes. */
function explain(error: unknown): string | undefined {
  if (
    error instanceof BucketError ||
    error instanceof ConfigError ||
    error instanceof DatabaseError ||
    error instanceof IdentityError ||
    error instanceof NoSuchPersonError
  ) {
    return error.message;
  }
  const isFromSystem = error instanceof Error && ('syscall' in error || isSqliteError(error));
  return isFromSystem ? error.message : undefined;
}

/** Does what the arguments of this process say. */
export async function runProgram(): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (error instanceof NothingToDo) return;
    const reason = explain(error);
    console.error(reason === undefined ? error : reason.replace(/^/gm, 'miyu-server: '));
    process.exitCode = error instanceof ConfigError ? EXIT_USAGE : EXIT_FAILURE;
  }
}
