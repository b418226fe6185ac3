import { match } from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import type { Row } from '../row.ts';
import type { Place } from '../support/place.ts';
import { endsInOrder, showsPage, task } from '../support/smoke.ts';

export const notes: Row = {
  name: 'notes',
  emulates: "a note of a running server that a power cut has emptied, and one whose port is somebody else's now",
  holds: 'npm start starts a server of its own, and the client opens',
  async run(place) {
    await startsWith(place, 'empty', '');
    const other = createServer((socket) => socket.end('220 somebody else\r\n')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    try {
      const link = `miyu://127.0.0.1:${port}/#${'A'.repeat(43)}`;
      await startsWith(place, 'foreign', JSON.stringify({ link, port, fingerprint: 'A'.repeat(43) }));
    } finally {
      other.close();
    }
  },
};

async function startsWith(place: Place, name: string, note: string): Promise<void> {
  const data = path.join(place.folder, name);
  await mkdir(path.join(data, 'server'), { recursive: true, mode: 0o700 });
  await writeFile(path.join(data, 'server/running.json'), note);
  const program = place.start(task('start', '--no-open', '--data', data));
  const [, url = ''] = await program.says(/^Client +(http:\S+)$/m);
  await showsPage(url);
  const [server] = await program.says(/^Server .*$/m);
  match(server, /started/);
  await endsInOrder(program);
}
