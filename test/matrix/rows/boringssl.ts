import process from 'node:process';
import type { Row } from '../row.ts';

export const boringssl: Row = {
  name: 'boringssl',
  emulates: "Electron's cryptography, by another runtime over BoringSSL",
  holds: "the cryptography's tests pass in it, and certificates that one library has made are read by the other",
  usesRuntimes: true,
  async run(place) {
    const { bun } = await place.runtimes();
    await place.succeeds([process.execPath, 'test/boringssl/main.ts', bun]);
  },
};
