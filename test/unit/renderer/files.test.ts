import { describe, expect, it } from 'vitest';
import type { FileEntry } from '../../../src-main/contract/attachment.ts';
import type { Message } from '../../../src-main/contract/model.ts';
import { mediaWorld } from '../../../src-renderer/bridge/memory/media.ts';
import { bringsFiles, keptUntil, kindsOf, mergeFiles, movesBytes } from '../../../src-renderer/model/files.ts';

const messages = mediaWorld(1_000_000_000).messages.filter(({ attachment }) => attachment);

function entryOf({ id, conversation, author, own, sentAt, order, attachment }: Message): FileEntry {
  if (!attachment) throw new Error('it carries nothing');
  return { message: id, conversation, author, own, sentAt, order, attachment };
}

const files = messages.map(entryOf);
const [first, second] = messages;
if (!first || !second) throw new Error('the world has no files');

describe('the list of files', () => {
  it('takes over what has become of an attachment', () => {
    const { attachment } = entryOf(first);
    const changed: Message = { ...first, attachment: { ...attachment, kind: 'file', state: 'here' } };
    const merged = mergeFiles(files, [changed]);
    expect(merged[0]?.attachment).toEqual(changed.attachment);
    expect(merged.slice(1)).toEqual(files.slice(1));
  });

  it('drops what carries nothing any more', () => {
    const { attachment: _, ...recalled } = second;
    expect(mergeFiles(files, [recalled])).toEqual(files.filter(({ message }) => message !== second.id));
  });

  it('is the same when nothing of it has changed', () => {
    expect(mergeFiles(files.slice(1), [first])).toEqual(files.slice(1));
  });

  it('is looked for anew when something comes that it does not have', () => {
    expect(bringsFiles(files, messages)).toBe(false);
    expect(bringsFiles(files.slice(1), messages)).toBe(true);
    const { attachment: _, ...words } = first;
    expect(bringsFiles(files.slice(1), [words])).toBe(false);
  });
});

it('bytes have moved when something is here that was not, or is not any more', () => {
  const entry = entryOf(first);
  const inState = (state: FileEntry['attachment']['state']) => [
    { ...entry, attachment: { ...entry.attachment, state } },
  ];
  expect(movesBytes(inState('downloading'), inState('here'))).toBe(true);
  expect(movesBytes(inState('here'), inState('remote'))).toBe(true);
  expect(movesBytes(inState('remote'), inState('downloading'))).toBe(false);
});

it('an attachment can be had again until its time is over, or the server has said that it is gone', () => {
  expect(keptUntil({ state: 'here', expiresAt: 500 }, 499)).toBe(500);
  expect(keptUntil({ state: 'here', expiresAt: 500 }, 500)).toBeUndefined();
  expect(keptUntil({ state: 'expired', expiresAt: 500 }, 499)).toBeUndefined();
  expect(keptUntil({ state: 'uploading' }, 499)).toBeUndefined();
});

it('every filter but the first shows some kinds', () => {
  expect(kindsOf('all')).toBeUndefined();
  expect(kindsOf('pictures')).toEqual(['picture', 'sticker']);
  expect(kindsOf('files')).toEqual(['file']);
  expect(kindsOf('voice')).toEqual(['voice']);
});
