import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

export interface Mirror {
  url: string;
  /** the paths that were asked for */
  asked: string[];
  close(): void;
}

/** Serves the files of a folder by their names alone, in whichever folder they are asked for; what is not there is 404. */
export async function startMirror(folder: string): Promise<Mirror> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const name = request.url ?? '';
    asked.push(name);
    const file = path.join(folder, path.posix.basename(name));
    if (existsSync(file)) createReadStream(file).pipe(response);
    else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
