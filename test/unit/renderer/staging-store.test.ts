import { describe, expect, it } from 'vitest';
import type { Staged } from '../../../src-main/contract/attachment.ts';
import { ContractError } from '../../../src-main/contract/errors.ts';
import { mediaWorld } from '../../../src-renderer/bridge/memory/media.ts';
import type { MemoryCore } from '../../../src-renderer/bridge/memory/memory.ts';
import { friends } from '../../../src-renderer/bridge/memory/people.ts';
import type { Stores } from '../../../src-renderer/stores/stores.ts';
import { openWindow, settled } from './window.ts';

const hong = friends.hong.account;

function file(name: string, content = 'content', type = ''): File {
  return new File([content], name, { type });
}

const png = (name: string) => file(name, 'a picture', 'image/png');

function items(stores: Stores) {
  return stores.staging.getState().chats.get(hong)?.items ?? [];
}

function keyOf(stores: Stores, name: string): number {
  const item = items(stores).find((each) => each.name === name);
  if (!item) throw new Error(`${name} is not there`);
  return item.key;
}

/** Waits until everything has been taken in, or was refused. */
async function takenIn(stores: Stores): Promise<void> {
  await expect.poll(() => items(stores).every(({ staged, failure }) => staged ?? failure)).toBe(true);
}

async function openChat() {
  const window = await openWindow(mediaWorld);
  await window.stores.openChat(hong);
  return window;
}

function sentBy(stores: Stores) {
  return (stores.messages.getState().histories.get(hong)?.messages ?? [])
    .slice(-3)
    .map(({ text, attachment, quote }) => ({
      text,
      name: attachment?.name,
      kind: attachment?.kind,
      quote: quote?.id,
    }));
}

/** The files that the core still keeps to be sent. */
function kept(core: MemoryCore): string[] {
  return [...core.world.staged.values()].map(({ name }) => name);
}

describe('files for a chat', () => {
  it('are taken in, each by itself, and one that cannot be leaves the others alone', async () => {
    const { stores } = await openChat();
    stores.staging
      .getState()
      .add(hong, [png('a.png'), { folder: 'holiday' }, file('empty.txt', ''), file('b.pdf')], false);
    expect(items(stores).map(({ name }) => name)).toEqual(['a.png', 'holiday', 'empty.txt', 'b.pdf']);
    await takenIn(stores);
    const [a, folder, empty, b] = items(stores);
    expect([a?.staged?.name, b?.staged?.name]).toEqual(['a.png', 'b.pdf']);
    expect(folder?.failure).toBe('folder');
    expect(empty?.failure).toMatchObject({ code: 'empty-file' });
  });

  it('wait for their turn, and are not begun at all when they are taken away before', async () => {
    const { core, stores } = await openChat();
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    core.stage = ({ name }) => {
      begun.push(name);
      return new Promise((_, reject) => {
        ends.push(() => reject(new ContractError('cancelled')));
      });
    };
    stores.staging.getState().add(
      hong,
      ['a', 'b', 'c', 'd'].map((name) => file(name)),
      false,
    );
    expect(begun).toEqual(['a', 'b']);
    stores.staging.getState().remove(hong, keyOf(stores, 'c'));
    for (const end of ends.splice(0)) end();
    await settled();
    expect(begun).toEqual(['a', 'b', 'd']);
  });

  it('are refused at once when they are above the limit', async () => {
    const { stores } = await openChat();
    const large = file('film.mkv');
    Object.defineProperty(large, 'size', { value: 2 ** 37 });
    stores.staging.getState().add(hong, [large], false);
    await takenIn(stores);
    expect(items(stores)[0]?.failure).toMatchObject({ code: 'too-large' });
  });

  it('go as messages in their order: the quote with the first, the words with the last', async () => {
    const { core, stores } = await openChat();
    const quoted = stores.messages.getState().histories.get(hong)?.messages.at(-1);
    if (!quoted) throw new Error('the chat is empty');
    stores.composing.getState().quote(quoted);
    stores.drafts.getState().type(hong, 'look');
    stores.staging.getState().add(hong, [png('a.png'), file('b.pdf'), png('c.png')], false);
    await takenIn(stores);
    await stores.sendStaged(hong, 'look');
    expect(sentBy(stores)).toEqual([
      { text: '', name: 'a.png', kind: 'picture', quote: quoted.id },
      { text: '', name: 'b.pdf', kind: 'file', quote: undefined },
      { text: 'look', name: 'c.png', kind: 'picture', quote: undefined },
    ]);
    expect(items(stores)).toEqual([]);
    expect(kept(core)).toEqual([]);
    expect(stores.drafts.getState().texts.get(hong)).toBe('');
    expect(stores.composing.getState().quotes.has(hong)).toBe(false);
  });

  it('go as files when that is wished, for all of them', async () => {
    const { stores } = await openChat();
    stores.staging.getState().add(hong, [png('a.png')], false);
    stores.staging.getState().setAsFiles(hong, true);
    await takenIn(stores);
    await stores.sendStaged(hong, '');
    expect(sentBy(stores).at(-1)).toMatchObject({ name: 'a.png', kind: 'file' });
  });

  it('stay with the words when they cannot be sent, and can be sent again', async () => {
    const { core, stores } = await openChat();
    stores.drafts.getState().type(hong, 'words');
    stores.staging.getState().add(hong, [file('a.pdf'), file('b.pdf')], false);
    await takenIn(stores);
    const [, b] = items(stores);
    const staged = b?.staged;
    if (!staged) throw new Error('b.pdf was not taken in');
    core.world.staged.delete(staged.id);
    await stores.sendStaged(hong, 'words');
    expect(items(stores)).toMatchObject([{ name: 'b.pdf', failure: { code: 'not-found' } }]);
    expect(stores.drafts.getState().texts.get(hong)).toBe('words');

    core.world.staged.set(staged.id, staged);
    await stores.sendStaged(hong, 'words');
    expect(items(stores)).toEqual([]);
    expect(sentBy(stores).at(-1)).toMatchObject({ text: 'words', name: 'b.pdf' });
  });

  it('that can never be sent are left out once the others are', async () => {
    const { stores } = await openChat();
    stores.staging.getState().add(hong, [{ folder: 'holiday' }, file('empty.txt', ''), file('b.pdf')], false);
    await takenIn(stores);
    await stores.sendStaged(hong, '');
    expect(items(stores)).toEqual([]);
    expect(sentBy(stores).at(-1)).toMatchObject({ name: 'b.pdf' });
  });

  it('are forgotten by the core when they are taken away, one or all', async () => {
    const { core, stores } = await openChat();
    stores.staging.getState().add(hong, [file('a.pdf'), file('b.pdf'), file('c.pdf')], false);
    await takenIn(stores);
    stores.staging.getState().remove(hong, keyOf(stores, 'b.pdf'));
    await settled();
    expect(kept(core)).toEqual(['a.pdf', 'c.pdf']);
    stores.staging.getState().drop(hong);
    await settled();
    expect(kept(core)).toEqual([]);
    expect(stores.staging.getState().chats.has(hong)).toBe(false);
  });

  it('are stopped on their way in when they are taken away', async () => {
    const { core, stores } = await openChat();
    stores.staging.getState().add(hong, [file('a.pdf'), file('b.pdf'), file('c.pdf')], false);
    stores.staging.getState().drop(hong);
    await settled();
    await settled();
    expect(kept(core)).toEqual([]);
    expect(items(stores)).toEqual([]);
  });
});

describe('what failed to be taken in', () => {
  it('is taken in when it is tried again', async () => {
    const { core, stores } = await openChat();
    const stage = core.stage;
    core.stage = () => Promise.reject(new ContractError('disk-full'));
    stores.staging.getState().add(hong, [file('a.pdf')], false);
    await takenIn(stores);
    expect(items(stores)[0]?.failure).toMatchObject({ code: 'disk-full' });
    core.stage = stage;
    stores.staging.getState().again(hong, keyOf(stores, 'a.pdf'));
    expect(items(stores)[0]?.failure).toBeUndefined();
    await takenIn(stores);
    expect(items(stores)[0]?.staged?.name).toBe('a.pdf');
  });

  it('says so when it has vanished since it was chosen', async () => {
    const { stores } = await openChat();
    const vanishing = file('draft.txt', 'not for long');
    // as Chromium does it
    let size = 12;
    Object.defineProperty(vanishing, 'size', { get: () => size });
    stores.staging.getState().add(hong, [file('1'), file('2'), vanishing], false);
    size = 0;
    await takenIn(stores);
    expect(items(stores).map(({ failure }) => failure)).toMatchObject([undefined, undefined, { code: 'file-gone' }]);
  });

  it('tells how far it has come', async () => {
    const { core, stores } = await openChat();
    const seen: number[] = [];
    let end: (staged: Staged) => void = () => {};
    core.stage = (_, options) => {
      options?.progress?.(3);
      return new Promise((resolve) => {
        end = resolve;
      });
    };
    stores.staging.subscribe(() => seen.push(items(stores)[0]?.done ?? 0));
    stores.staging.getState().add(hong, [file('a.pdf', 'seven b')], false);
    expect(seen.at(-1)).toBe(3);
    end({ id: '0'.repeat(22) as Staged['id'], name: 'a.pdf', size: 7, type: '' });
    await takenIn(stores);
    expect(seen.at(-1)).toBe(7);
  });
});

it('what was to go to a chat that is deleted is left', async () => {
  const { core, stores } = await openChat();
  stores.staging.getState().add(hong, [png('a.png')], false);
  await takenIn(stores);
  await core.call('contacts.remove', { account: hong, clearHistory: true });
  await settled();
  expect(items(stores)).toEqual([]);
  expect(kept(core)).toEqual([]);
});

it('what was taken in is left with the page', async () => {
  const { core, stores } = await openChat();
  stores.staging.getState().add(hong, [png('a.png'), file('b.pdf')], false);
  await takenIn(stores);
  stores.abandon();
  await settled();
  expect(kept(core)).toEqual([]);
});

describe('a hidden text', () => {
  it('makes another picture of the first, can be changed, and taken out again', async () => {
    const { core, stores } = await openChat();
    stores.staging.getState().add(hong, [png('a.png')], false);
    await takenIn(stores);
    const key = keyOf(stores, 'a.png');
    const plain = items(stores)[0]?.staged;
    const hiding = { text: 'at noon', password: '', readableBy: 'chat' } as const;
    await stores.staging.getState().hide(hong, key, hiding);
    await stores.staging.getState().hide(hong, key, { ...hiding, text: 'at one' });
    await settled();
    expect(items(stores)[0]).toMatchObject({ plain, staged: { hidesText: true } });
    expect(core.world.staged.size).toBe(2);

    stores.staging.getState().unhide(hong, key);
    await settled();
    expect(items(stores)[0]?.staged).toEqual(plain);
    expect(core.world.staged.size).toBe(1);
  });

  it('goes with the picture, and the plain one is forgotten', async () => {
    const { core, stores } = await openChat();
    stores.staging.getState().add(hong, [png('a.png')], false);
    await takenIn(stores);
    await stores.staging
      .getState()
      .hide(hong, keyOf(stores, 'a.png'), { text: 'at noon', password: '', readableBy: 'chat' });
    await stores.sendStaged(hong, '');
    await settled();
    const message = stores.messages.getState().histories.get(hong)?.messages.at(-1);
    expect(message?.attachment?.hidesText).toBe(true);
    expect(core.world.staged.size).toBe(0);
  });
});
