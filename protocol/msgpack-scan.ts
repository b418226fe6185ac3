import { isUtf8 } from 'node:buffer';
import { ViolationError } from './errors.ts';
import { BATCH_OPERATIONS_LIMIT, MSGPACK_DEPTH_LIMIT, MSGPACK_ITEM_LIMIT } from './limits.ts';

/*
 * Walks msgpack bytes without building anything, so that what reaches the decoder is known to be small, flat and
 * complete. Format: github.com/msgpack/msgpack/blob/master/spec.md.
 */

const MAX_SAFE_HIGH_WORD = 2 ** 21;
const PROTO = Buffer.from('__proto__');

let input: Buffer = Buffer.alloc(0);
let at = 0;
let items = 0;

function refuse(what: string): never {
  throw new ViolationError(`msgpack: ${what}`);
}

/**
 * Checks that `bytes` are one map and nothing else: depth <= 8, values <= 4096, every length within the bytes,
 * valid UTF-8, keys that are strings and differ, no extension types, integers that a double holds.
 * @throws ViolationError
 */
export function scanMap(bytes: Buffer): void {
  begin(bytes);
  scanTopMap();
  if (at !== input.length) refuse('trailing bytes');
}

/**
 * The same for a batch, `{ops: [code, map, code, map, ...]}`; the limit on values holds for each operation.
 * @returns where each operation's map begins and ends, with its code
 */
export function scanBatch(bytes: Buffer): { code: number; start: number; end: number }[] {
  begin(bytes);
  const operations: { code: number; start: number; end: number }[] = [];
  for (let left = readBatchHead(); left > 0; left--) {
    const code = readBatchCode();
    const start = at;
    items = 0;
    scanTopMap();
    operations.push({ code, start, end: at });
  }
  if (at !== input.length) refuse('trailing bytes');
  return operations;
}

function begin(bytes: Buffer): void {
  input = bytes;
  at = 0;
  items = 0;
  keyDepth = 0;
}

function need(count: number): void {
  if (count > input.length - at) refuse('cut off');
}

function byte(): number {
  need(1);
  return input.readUInt8(at++);
}

function uint16(): number {
  need(2);
  at += 2;
  return input.readUInt16BE(at - 2);
}

function uint32(): number {
  need(4);
  at += 4;
  return input.readUInt32BE(at - 4);
}

function skip(count: number): void {
  need(count);
  at += count;
}

function scanTopMap(): void {
  items += 1;
  const type = byte();
  if ((type & 0xf0) === 0x80) return scanEntries(type & 0x0f, 1);
  if (type === 0xde) return scanEntries(uint16(), 1);
  if (type === 0xdf) return scanEntries(uint32(), 1);
  refuse('not a map');
}

/** `{ops: [` in the one encoding that is allowed for it; the number of operations. */
function readBatchHead(): number {
  for (const expected of BATCH_HEAD) if (byte() !== expected) refuse('batch');
  const elements = uint16();
  if (elements === 0 || elements % 2 !== 0) refuse('batch');
  if (elements > 2 * BATCH_OPERATIONS_LIMIT) refuse('batch too long');
  return elements / 2;
}

/** fixmap of one, fixstr "ops", array16 */
export const BATCH_HEAD = Buffer.from([0x81, 0xa3, 0x6f, 0x70, 0x73, 0xdc]);

function readBatchCode(): number {
  if (byte() !== BATCH_CODE) refuse('batch');
  return uint16();
}

/** uint16, always in its long form */
export const BATCH_CODE = 0xcd;

function scanValue(depth: number): void {
  items += 1;
  if (items > MSGPACK_ITEM_LIMIT) refuse('too many values');
  const type = byte();
  if (type <= 0x7f || type >= 0xe0) return;
  if (type <= 0x8f) return scanEntries(type & 0x0f, depth + 1);
  if (type <= 0x9f) return scanElements(type & 0x0f, depth + 1);
  if (type <= 0xbf) return scanText(type & 0x1f);
  scanLong(type, depth);
}

/** Values whose first byte only names their type. */
function scanLong(type: number, depth: number): void {
  switch (type) {
    case 0xc0: // nil
    case 0xc2: // false
    case 0xc3: // true
      return;
    case 0xc4:
      return skip(byte());
    case 0xc5:
      return skip(uint16());
    case 0xc6:
      return skip(uint32());
    case 0xcc:
    case 0xd0:
      return skip(1);
    case 0xcd:
    case 0xd1:
      return skip(2);
    case 0xca:
    case 0xce:
    case 0xd2:
      return skip(4);
    case 0xcb:
      return skip(8);
    case 0xcf:
      return scanUint64();
    case 0xd3:
      return scanInt64();
    case 0xd9:
      return scanText(byte());
    case 0xda:
      return scanText(uint16());
    case 0xdb:
      return scanText(uint32());
    case 0xdc:
      return scanElements(uint16(), depth + 1);
    case 0xdd:
      return scanElements(uint32(), depth + 1);
    case 0xde:
      return scanEntries(uint16(), depth + 1);
    case 0xdf:
      return scanEntries(uint32(), depth + 1);
    default:
      // 0xc1 is never used; 0xc7-0xc9 and 0xd4-0xd8 are extension types, of which we have none
      refuse('type');
  }
}

function scanUint64(): void {
  if (uint32() >= MAX_SAFE_HIGH_WORD) refuse('integer');
  skip(4);
}

function scanInt64(): void {
  need(8);
  const value = input.readBigInt64BE(at);
  if (!Number.isSafeInteger(Number(value))) refuse('integer');
  at += 8;
}

function scanText(length: number): void {
  need(length);
  const end = at + length;
  for (let i = at; i < end; i++) {
    if (input.readUInt8(i) > 0x7f) {
      if (!isUtf8(input.subarray(at, end))) refuse('text');
      break;
    }
  }
  at = end;
}

function scanElements(count: number, depth: number): void {
  if (depth > MSGPACK_DEPTH_LIMIT) refuse('nesting');
  // each takes at least a byte: refuses impossible counts before the loop
  if (count > input.length - at) refuse('cut off');
  for (let i = 0; i < count; i++) scanValue(depth);
}

function scanEntries(count: number, depth: number): void {
  if (depth > MSGPACK_DEPTH_LIMIT) refuse('nesting');
  if (2 * count > input.length - at) refuse('cut off');
  const keys = count > KEYS_COMPARED ? new Set<string>() : undefined;
  const first = keyDepth;
  for (let i = 0; i < count; i++) {
    scanKey(first, keys);
    scanValue(depth);
  }
  keyDepth = first;
}

/** Up to so many keys are compared with each other in place; more go through a Set. */
const KEYS_COMPARED = 16;

// Start and end of the keys of all maps that are open now, innermost last.
const keyStarts = new Int32Array(KEYS_COMPARED * (MSGPACK_DEPTH_LIMIT + 1));
const keyEnds = new Int32Array(keyStarts.length);
let keyDepth = 0;

function scanKey(first: number, keys: Set<string> | undefined): void {
  items += 1;
  const length = readKeyLength();
  const start = at;
  scanText(length);
  if (length === PROTO.length && isSame(start, at, PROTO)) refuse('key');
  if (keys) rememberInSet(keys, start);
  else rememberInPlace(first, start);
}

/** fixstr or str8: no key is longer than 255 bytes. */
function readKeyLength(): number {
  const type = byte();
  if ((type & 0xe0) === 0xa0) return type & 0x1f;
  if (type === 0xd9) return byte();
  return refuse('key');
}

function rememberInSet(keys: Set<string>, start: number): void {
  const key = input.toString('latin1', start, at);
  if (keys.has(key)) refuse('key twice');
  keys.add(key);
}

function rememberInPlace(first: number, start: number): void {
  for (let i = first; i < keyDepth; i++) {
    const otherStart = keyStarts[i] ?? 0;
    const otherEnd = keyEnds[i] ?? 0;
    if (isSame(start, at, input, otherStart, otherEnd)) refuse('key twice');
  }
  keyStarts[keyDepth] = start;
  keyEnds[keyDepth] = at;
  keyDepth += 1;
}

function isSame(start: number, end: number, other: Buffer, otherStart = 0, otherEnd = other.length): boolean {
  if (end - start !== otherEnd - otherStart) return false;
  for (let i = 0; i < end - start; i++) if (input[start + i] !== other[otherStart + i]) return false;
  return true;
}
