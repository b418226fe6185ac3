import type { Row } from '../row.ts';
import { task } from '../support/smoke.ts';

export const electronPictures: Row = {
  name: 'electron-pictures',
  emulates: 'Electron for Linux, started from a checkout, where both versions of the picture library are',
  holds: 'a picture is read by WebAssembly, and no native library gets into the process',
  async run(place) {
    const checkout = await place.copyCheckout('linked');
    await place.succeeds(task('test', '--project', 'unit', 'unit/electron/pictures-in-wasm'), { cwd: checkout });
  },
};
