import process from 'node:process';
import type { Sharp, SharpInput, SharpOptions } from 'sharp';
import { PICTURE_PIXEL_LIMIT } from '../../contract/attachment.ts';
import { describe } from '../describe.ts';
import type { Log } from '../log.ts';
import { PictureError } from './picture-error.ts';

type SharpModule = typeof import('sharp');

/** Pixels of all frames of an animation together. */
export const ANIMATION_PIXEL_LIMIT = 4 * PICTURE_PIXEL_LIMIT;
/** Some files of few bytes say little, in very many steps. */
const LONGEST_SECONDS = 60;

/** What reads the formats that Miyu takes, out of memory. SVG, files by name, and whatever a later version brings stay shut. */
const loaders = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif', 'Tiff'].map((name) => `VipsForeignLoad${name}Buffer`);

/** Begins to read a picture. Nothing is decoded until something is asked of it. */
export type OpenPicture = (picture: SharpInput, options?: SharpOptions) => Sharp;

/**
 * The native library that decodes and encodes pictures, in threads of its own: one picture at a time, so that memory and processors are
 * left for the rest. It is loaded with the first picture.
 */
export class Decoder {
  readonly #load: () => Promise<SharpModule>;
  readonly #log: Log;
  #open: Promise<OpenPicture> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(log: Log, load: () => Promise<SharpModule> = () => import('sharp')) {
    this.#log = log;
    this.#load = load;
  }

  /** Works on one picture when those before it are done. @throws PictureError `unsupported` where there is no library */
  run<R>(work: (open: OpenPicture) => Promise<R>): Promise<R> {
    const turn = this.#last.then(async () => {
      this.#open ??= this.#opener();
      return work(await this.#open);
    });
    this.#last = Promise.allSettled([turn]);
    return turn;
  }

  async #opener(): Promise<OpenPicture> {
    try {
      return openerOf(await this.#load());
    } catch (error) {
      this.#log(`no pictures: ${describe(error)}`);
      throw new PictureError('unsupported', { cause: error });
    }
  }
}

function openerOf({ default: sharp }: SharpModule): OpenPicture {
  // electron/pictures-in-wasm.ts keeps the native library out, whose GLib is not the one of Electron for Linux.
  if (process.platform === 'linux' && process.versions.electron && !('emscripten' in sharp.versions))
    throw new Error('the native picture library was loaded into Electron for Linux');
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: loaders });
  return (picture, options) =>
    sharp(picture, { failOn: 'error', limitInputPixels: ANIMATION_PIXEL_LIMIT, ...options }).timeout({
      seconds: LONGEST_SECONDS,
    });
}

/** What comes of a picture. @throws PictureError `broken` when the library cannot read it */
export async function decoded<R>(result: Promise<R>): Promise<R> {
  try {
    return await result;
  } catch (error) {
    throw new PictureError('broken', { cause: error });
  }
}
