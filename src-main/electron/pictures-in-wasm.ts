import { registerHooks } from 'node:module';
import process from 'node:process';

class NativeLibraryRefused extends Error {
  override readonly name = 'NativeLibraryRefused';
  /** how the `sharp` package knows that a version is not installed */
  readonly code = 'MODULE_NOT_FOUND';

  constructor(specifier: string) {
    super(`${specifier} and Electron for Linux do not go together`);
  }
}

const nativeLibrary = /^@img\/sharp-linux(musl)?-[^/]+\/sharp\.node$/;

// The native picture library brings a GLib of its own, which the GLib of Electron for Linux does not bear. Refused here,
// the `sharp` package takes its WebAssembly version. This file is the first import of the main entry, so that it is in
// force before anything can load that package.
if (process.platform === 'linux') {
  registerHooks({
    resolve(specifier, context, next) {
      if (nativeLibrary.test(specifier)) throw new NativeLibraryRefused(specifier);
      return next(specifier, context);
    },
  });
}
