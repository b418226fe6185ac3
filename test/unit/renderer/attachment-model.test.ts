import { describe, expect, it } from 'vitest';
import type {
  Attachment,
  AttachmentKind,
  FileEntry,
  Staged,
  StagedId,
  Transfer,
} from '../../../src-main/contract/attachment.ts';
import type { Message, MessageId } from '../../../src-main/contract/model.ts';
import { amountOf } from '../../../src-renderer/model/amount.ts';
import { attachmentNote } from '../../../src-renderer/model/attachment-note.ts';
import { attachmentText, clockOf, wordsOf } from '../../../src-renderer/model/attachment-text.ts';
import { fileSort, splitName } from '../../../src-renderer/model/file-name.ts';
import { type Gallery, galleryOf, needsOlder, placeOf, viewerAction } from '../../../src-renderer/model/gallery.ts';
import { pictureBox } from '../../../src-renderer/model/picture-box.ts';
import { type Intake, isWorthKeeping } from '../../../src-renderer/model/staged.ts';
import { isShowable, remainingText, shareOf, stepsAlone, transferSteps } from '../../../src-renderer/model/transfer.ts';

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

  it('that could not be uploaded can be sent again where its message is not beside it', () => {
    expect(stepsAlone({ state: 'upload-failed' })).toEqual(['resend']);
    expect(stepsAlone({ state: 'uploading' })).toEqual(transferSteps({ state: 'uploading' }));
  });

  it('says why it does not get on', () => {
    expect(attachmentNote({ state: 'here' })).toBeUndefined();
    expect(attachmentNote({ state: 'failed', problem: 'damaged' })).toEqual({ key: 'attachment.problem.damaged' });
    expect(attachmentNote({ state: 'failed' })).toEqual({ key: 'attachment.failed' });
    expect(attachmentNote({ state: 'expired' })).toEqual({ key: 'attachment.expired' });
    expect(attachmentNote({ state: 'remote' })).toBeUndefined();
    expect(attachmentNote({ state: 'remote', problem: 'over-budget' })?.key).toBe('attachment.problem.over-budget');
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

describe('what was chosen to be sent', () => {
  const staged: Staged = { id: 's' as StagedId, name: 'a.png', size: 1, type: 'image/png' };
  const chosen: Intake = { key: 1, name: 'a.png', size: 1, done: 1, staged };
  const folder: Intake = { key: 2, name: 'holiday', size: 0, done: 0, failure: 'folder' };

  it.each([
    ['one file', [chosen], false, false],
    ['one file with words to it', [chosen], true, true],
    ['two files', [chosen, { ...chosen, key: 3 }], false, true],
    ['a file and what can never be sent', [chosen, folder], false, false],
    ['what can never be sent, with words', [folder], true, false],
  ])('%s', (_, items, hasWords, isKept) => {
    expect(isWorthKeeping(items, hasWords)).toBe(isKept);
  });
});

describe('the gallery of a chat', () => {
  const id = (order: number) => `m${order}` as MessageId;
  const entry = (order: number) => ({ message: id(order), order }) as FileEntry;
  const carrying = (order: number, kind: AttachmentKind) => ({ id: id(order), order, attachment: { kind } }) as Message;
  const files = [3, 2, 1].map(entry);
  const shown = ({ files }: Gallery) => files.map(({ order }) => order);

  it('counts from the oldest once that is known, and knows what is beside a picture', () => {
    const whole = { files, more: false };
    expect(placeOf(whole, id(1))).toMatchObject({ number: { index: 1, count: 3 }, previous: undefined, next: 'm2' });
    expect(placeOf(whole, id(3))).toMatchObject({ number: { index: 3 }, previous: 'm2', next: undefined });
    expect(placeOf(whole, id(9))).toBeUndefined();
    expect(placeOf({ files, more: true }, id(2))).toMatchObject({ number: undefined, previous: 'm1', next: 'm3' });
  });

  it('has the pictures of the loaded end of the chat as they are now, and before it what was fetched', () => {
    const messages = [carrying(4, 'file'), carrying(5, 'picture'), carrying(8, 'picture'), carrying(9, 'sticker')];
    // of those, 7 has been taken back since, and 8 is new
    const fetched = { files: [7, 5, 3, 2].map(entry), more: true };
    const gallery = galleryOf({ messages, more: true }, fetched);
    expect(shown(gallery)).toEqual([8, 5, 3, 2]);
    expect(gallery.more).toBe(true);
    expect(shown(galleryOf(undefined, fetched))).toEqual([7, 5, 3, 2]);
  });

  it('loses what is taken back, however far above', () => {
    const fetched = { files, more: true };
    expect(shown(galleryOf({ messages: [carrying(8, 'picture')], more: true }, fetched, new Set([id(2)])))).toEqual([
      8, 3, 1,
    ]);
    expect(shown(galleryOf(undefined, fetched, new Set([id(3)])))).toEqual([2, 1]);
  });

  it('is whole when all of the chat is loaded, whatever was fetched', () => {
    const messages = [carrying(1, 'picture'), carrying(2, 'picture')];
    const gallery = galleryOf({ messages, more: false }, { files: [], more: true });
    expect(shown(gallery)).toEqual([2, 1]);
    expect(gallery.more).toBe(false);
  });

  it('needs older ones before the oldest that is known is reached, and for one that is not known', () => {
    const many = Array.from({ length: 100 }, (_, index) => entry(100 - index));
    expect(needsOlder({ files: many, more: true }, id(100))).toBe(false);
    expect(needsOlder({ files: many, more: true }, id(5))).toBe(true);
    expect(needsOlder({ files: many, more: true }, id(999))).toBe(true);
    expect(needsOlder({ files: many, more: false }, id(5))).toBe(false);
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
    expect(viewerAction({ key, ctrlKey, metaKey: false, altKey: false }, false)).toBe(action);
  });

  it.each([
    ['ArrowLeft', 'previous', 'left'],
    ['ArrowRight', 'next', 'right'],
    ['ArrowUp', undefined, 'up'],
    ['ArrowDown', undefined, 'down'],
    ['PageUp', 'previous', 'previous'],
    ['PageDown', 'next', 'next'],
  ])('%s asks for %s, and for %s of a picture shown larger than what fits', (key, fitting, near) => {
    const press = { key, ctrlKey: false, metaKey: false, altKey: false };
    expect(viewerAction(press, false)).toBe(fitting);
    expect(viewerAction(press, true)).toBe(near);
  });
});
