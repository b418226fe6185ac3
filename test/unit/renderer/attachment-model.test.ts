import { describe, expect, it } from 'vitest';
import type { Attachment, FileEntry, Transfer } from '../../../src-main/contract/attachment.ts';
import type { MessageId } from '../../../src-main/contract/model.ts';
import { amountOf } from '../../../src-renderer/model/amount.ts';
import { attachmentNote } from '../../../src-renderer/model/attachment-note.ts';
import { attachmentText, clockOf, wordsOf } from '../../../src-renderer/model/attachment-text.ts';
import { fileSort, splitName } from '../../../src-renderer/model/file-name.ts';
import { placeOf, viewerAction } from '../../../src-renderer/model/gallery.ts';
import { pictureBox } from '../../../src-renderer/model/picture-box.ts';
import { isShowable, remainingText, shareOf, transferSteps } from '../../../src-renderer/model/transfer.ts';

const isolated = (text: string) => `\u2068${text}\u2069`;

describe('a message that carries something, in one line', () => {
  it('says what, then its words', () => {
    expect(attachmentText({ kind: 'picture', name: 'a.png' })).toMatchObject({ values: { caption: '' } });
    expect(attachmentText({ kind: 'picture', name: 'a.png' }, 'look')).toMatchObject({ values: { caption: ' look' } });
    expect(attachmentText({ kind: 'file', name: 'a.pdf' }).values).toEqual({ name: isolated('a.pdf'), caption: '' });
    expect(attachmentText({ kind: 'voice', name: 'v', durationMs: 12_400 }).values?.length).toBe(' 0:12');
    expect(attachmentText({ kind: 'voice', name: 'v' }).values?.length).toBe('');
  });

  it('cannot turn the sentence round by its name', () => {
    expect(attachmentText({ kind: 'file', name: 'a\u202efdp.exe' }).values?.name).toBe(isolated('afdp.exe'));
  });

  it('is its text when it carries nothing', () => {
    expect(wordsOf({ text: 'hello' })).toBe('hello');
    expect(wordsOf({ text: 'hello', attachment: { kind: 'sticker', name: 's' } })).toMatchObject({
      key: 'attachment.line.sticker',
    });
  });

  it.each([
    [0, '0:00'],
    [999, '0:01'],
    [61_000, '1:01'],
    [600_000, '10:00'],
  ])('writes %i ms as %s', (ms, text) => {
    expect(clockOf(ms)).toBe(text);
  });
});

describe('amounts', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [1023, '1,023 bytes'],
    [1024, '1 kB'],
    [1536, '1.5 kB'],
    [96 * 1024 * 1024, '96 MB'],
    [734.4 * 1024 * 1024, '734 MB'],
    [2 ** 36, '64 GB'],
    [2 ** 52, '4,096 TB'],
  ])('%i bytes are %s', (bytes, text) => {
    expect(amountOf(bytes, 'en')).toBe(text);
  });
});

describe('a file name in a narrow place', () => {
  it.each([
    ['report.pdf', 'report', '.pdf'],
    ['archive.tar.gz', 'archive.tar', '.gz'],
    ['no ending', 'no ending', ''],
    ['.profile', '.profile', ''],
    ['invoice.pdf          .exe', 'invoice.pdf          ', '.exe'],
    ['a.an-ending-longer-than-most', 'a.an-ending-long', 'er-than-most'],
  ])('%s keeps its ending', (name, stem, ending) => {
    expect(splitName(name)).toEqual({ stem, ending });
  });

  it.each([
    ['a.PDF', 'text'],
    ['a.tar.gz', 'archive'],
    ['a.pdf.exe', 'program'],
    ['a', 'other'],
  ])('%s is seen as %s', (name, sort) => {
    expect(fileSort(name)).toBe(sort);
  });
});

describe('the place of a picture', () => {
  it('is that of its sides, not larger than it is, nor than a message may be', () => {
    expect(pictureBox(1600, 1200)).toEqual({ width: 20, height: 15 });
    expect(pictureBox(160, 128)).toEqual({ width: 10, height: 8 });
  });

  it('cuts off what is very long or wide, and has room for its buttons', () => {
    expect(pictureBox(10_000, 100)).toEqual({ width: 20, height: 4 });
    expect(pictureBox(100, 10_000)).toEqual({ width: 6, height: 20 });
    expect(pictureBox(1, 1)).toEqual({ width: 6, height: 4 });
  });

  it('is a square while nothing is known', () => {
    expect(pictureBox()).toEqual({ width: 10, height: 10 });
    expect(pictureBox(0, 5, 9)).toEqual({ width: 4.5, height: 4.5 });
  });
});

const transfer: Transfer = {
  message: 'm' as MessageId,
  direction: 'down',
  stage: 'running',
  done: 25,
  total: 100,
  bytesPerSecond: 10,
};

describe('a transfer', () => {
  it('has a share and a time that is left', () => {
    expect(shareOf(transfer)).toBe(0.25);
    expect(shareOf({ done: 0, total: 0 })).toBe(0);
    expect(remainingText(transfer)).toEqual({ key: 'transfer.left.seconds', values: { count: 8 } });
    expect(remainingText({ ...transfer, total: 2025 })).toMatchObject({ values: { count: 4 } });
    expect(remainingText({ ...transfer, total: 72_025 })).toEqual({
      key: 'transfer.left.hours',
      values: { hours: 2, minutes: '00' },
    });
  });

  it('tells no time while it waits, is checked, or its speed is not known', () => {
    const { bytesPerSecond: _, ...unknown } = transfer;
    for (const odd of [unknown, { ...transfer, bytesPerSecond: 0 }, { ...transfer, stage: 'checking' as const }]) {
      expect(remainingText(odd)).toBeUndefined();
    }
  });

  it.each([
    ['uploading', ['pause', 'cancel']],
    ['upload-paused', ['resume', 'cancel']],
    ['upload-failed', []],
    ['remote', ['fetch']],
    ['downloading', ['pause', 'cancel']],
    ['paused', ['resume', 'cancel']],
    ['failed', ['again', 'cancel']],
    ['here', []],
    ['expired', []],
  ] as const)('that is %s offers %j', (state, steps) => {
    expect(transferSteps({ state })).toEqual(steps);
  });

  it('says why it does not get on', () => {
    expect(attachmentNote({ state: 'here' })).toBeUndefined();
    expect(attachmentNote({ state: 'failed', problem: 'damaged' })).toEqual({ key: 'attachment.problem.damaged' });
    expect(attachmentNote({ state: 'failed' })).toEqual({ key: 'attachment.failed' });
    expect(attachmentNote({ state: 'expired' })).toEqual({ key: 'attachment.expired' });
  });
});

describe('a picture', () => {
  const attachment = { kind: 'picture', name: 'a.png', size: 1, type: 'image/png' } as const;

  it.each([
    ['here', false, true],
    ['remote', false, false],
    ['uploading', true, true],
    ['upload-failed', true, true],
    ['expired', true, false],
  ] as const)('that is %s, own %s, is shown: %s', (state, own, shown) => {
    expect(isShowable({ own, attachment: { ...attachment, state } satisfies Attachment })).toBe(shown);
  });

  it('that was lost before it left is not', () => {
    expect(isShowable({ own: true, attachment: { ...attachment, state: 'upload-failed', problem: 'lost' } })).toBe(
      false,
    );
  });
});

describe('the gallery of a chat', () => {
  const entry = (message: string) => ({ message: message as MessageId }) as FileEntry;
  const files = ['c', 'b', 'a'].map(entry);

  it('counts from the oldest, and knows what is beside a picture', () => {
    expect(placeOf(files, 'a' as MessageId)).toMatchObject({ index: 1, count: 3, previous: undefined, next: 'b' });
    expect(placeOf(files, 'c' as MessageId)).toMatchObject({ index: 3, previous: 'b', next: undefined });
    expect(placeOf(files, 'x' as MessageId)).toBeUndefined();
  });

  it.each([
    ['ArrowLeft', false, 'previous'],
    ['ArrowRight', false, 'next'],
    ['+', false, 'larger'],
    ['R', false, 'rotate'],
    ['s', true, 'save'],
    ['c', true, 'copy'],
    ['c', false, undefined],
    ['Escape', false, undefined],
  ])('%s (with Ctrl: %s) asks for %s', (key, ctrlKey, action) => {
    expect(viewerAction({ key, ctrlKey, metaKey: false, altKey: false })).toBe(action);
  });
});
