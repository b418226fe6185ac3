import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** The first port from `first` on that nobody listens on. */
export async function findFreePort(first: number): Promise<number> {
  for (let port = first; port < first + 100; port++) if (await isFree(port)) return port;
  throw new Error(`No port between ${first} and ${first + 99} is free.`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const free = once(server.listen(port, '127.0.0.1'), 'listening').then(
    () => true,
    () => false,
  );
  if (await free) await new Promise((resolve) => server.close(resolve));
  return free;
}

/** Whether somebody answers on that port of this machine. */
export async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const answers = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return answers;
}
