import { Packr, Unpackr } from 'msgpackr';
import { ViolationError } from './errors.ts';
import { FRAME_LIMIT } from './limits.ts';
import { BATCH_CODE, BATCH_HEAD, scanBatch, scanMap } from './msgpack-scan.ts';
import { ChannelCode, isInBatch } from './operations/channel.ts';

// msgpackr's own types do not know skipValues, which its README documents
const encoding = { useRecords: false, variableMapSize: true, skipValues: [undefined] };
const packr = new Packr(encoding);
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number' });

/**
 * An operation as it arrived: its map is known to keep the rules of msgpack-scan.ts, and nothing is built of it yet.
 */
export interface ArrivedOperation {
  code: number;
  map: Buffer;
}

/** Byte strings from which on msgpackr is not left to find memory. */
const LARGE = 32 * 1024;
/** What msgpackr takes for small operations, as by default. */
const SLAB_SIZE = 8 * 1024;

// Scratch space, as in hmac.ts
const scratch = Buffer.allocUnsafeSlow(FRAME_LIMIT + SLAB_SIZE);
const packInto = packr.useBuffer.bind(packr);

/** The msgpack map of an operation. Fields that are undefined are left out. */
export function encode(params: object): Buffer {
  return hasLargeBytes(params) ? encodeLarge(params) : packr.pack(params);
}

/**
 * For a byte string that does not fit its memory, msgpackr takes four times as much and puts the next operations there
 * too: half a MiB for each few chunks, which lives long enough to be garbage of the expensive kind.
 */
function encodeLarge(params: object): Buffer {
  packInto(scratch);
  const encoded = Buffer.from(packr.pack(params));
  packInto(Buffer.allocUnsafeSlow(SLAB_SIZE));
  return encoded;
}

function hasLargeBytes(params: object): boolean {
  for (const value of Object.values(params)) if (value instanceof Uint8Array && value.length >= LARGE) return true;
  return false;
}

/**
 * The map that the bytes hold. Byte strings in it are views of `bytes`.
 * @throws ViolationError when the bytes break a rule of msgpack-scan.ts
 */
export function decode(bytes: Buffer): Record<string, unknown> {
  scanMap(bytes);
  return unpack(bytes);
}

/**
 * The operations of a frame, in order.
 * @throws ViolationError when the bytes break a rule of msgpack-scan.ts, or a batch holds what belongs in a frame of
 * its own
 */
export function scanOperations(code: number, payload: Buffer): ArrivedOperation[] {
  if (code === ChannelCode.batch) return scanBatch(payload).map((operation) => take(payload, operation));
  scanMap(payload);
  return [{ code, map: payload }];
}

function take(payload: Buffer, { code, start, end }: { code: number; start: number; end: number }): ArrivedOperation {
  if (!isInBatch(code)) throw new ViolationError('operation in a batch');
  return { code, map: payload.subarray(start, end) };
}

/** The map of an operation that `scanOperations` has seen. Byte strings in it are views of the frame. */
export function unpack(scanned: Buffer): Record<string, unknown> {
  try {
    return unpackr.unpack(scanned);
  } catch {
    throw new ViolationError('msgpack');
  }
}

/** Bytes that a batch takes beside the operations' maps. */
export const BATCH_HEAD_SIZE = BATCH_HEAD.length + 2;
export const BATCH_ENTRY_SIZE = 3;

/** `{ops: [code, map, ...]}` put together from maps that are encoded already. */
export function encodeBatch(operations: readonly { code: number; payload: Buffer }[]): Buffer[] {
  const heads = Buffer.allocUnsafe(BATCH_HEAD_SIZE + operations.length * BATCH_ENTRY_SIZE);
  heads.set(BATCH_HEAD, 0);
  heads.writeUInt16BE(operations.length * 2, BATCH_HEAD.length);
  const pieces: Buffer[] = [heads.subarray(0, BATCH_HEAD_SIZE)];
  let at = BATCH_HEAD_SIZE;
  for (const { code, payload } of operations) {
    heads[at] = BATCH_CODE;
    heads.writeUInt16BE(code, at + 1);
    pieces.push(heads.subarray(at, at + BATCH_ENTRY_SIZE), payload);
    at += BATCH_ENTRY_SIZE;
  }
  return pieces;
}
