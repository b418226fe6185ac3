import { describe, expect, it } from 'vitest';
import { decodeContents, encodeContents, wipeContents } from '../../../src-main/core/vault-contents.ts';

const contents = {
  accountKey: Buffer.from('account key'),
  identity: Buffer.from('identity'),
  databaseKey: Buffer.alloc(32, 7),
  recoveryCode: 'ABCDE-FGHJK',
  isRecoveryConfirmed: true,
  notes: Buffer.from('{"groups":["Work"],"people":[]}'),
};

/** The same as the first clients wrote it. */
function firstVersion(): Buffer {
  const lastField = 2 + contents.notes.length;
  const bytes = encodeContents(contents).subarray(0, -lastField);
  bytes.writeUInt8(1, 0);
  return bytes;
}

describe('the contents of a vault', () => {
  it('come back as they were', () => {
    expect(decodeContents(encodeContents(contents))).toEqual(contents);
  });

  it('of the time before the notes are read, as without any', () => {
    expect(decodeContents(firstVersion())).toEqual({ ...contents, notes: Buffer.alloc(0) });
  });

  it('are refused when a field is missing, cut off or too many', () => {
    const bytes = encodeContents(contents);
    const withoutNotes = firstVersion();
    withoutNotes.writeUInt8(2, 0);
    const tooMany = Buffer.from(bytes);
    tooMany.writeUInt8(1, 0);
    const later = Buffer.from(bytes);
    later.writeUInt8(3, 0);
    for (const bad of [withoutNotes, tooMany, later, bytes.subarray(0, -1), bytes.subarray(0, 1)]) {
      expect(decodeContents(bad)).toBeUndefined();
    }
  });

  it('are wiped with the notes', () => {
    const read = decodeContents(encodeContents(contents));
    if (!read) throw new Error('not read');
    wipeContents(read);
    expect(Buffer.from(read.notes).equals(Buffer.alloc(contents.notes.length))).toBe(true);
  });
});
