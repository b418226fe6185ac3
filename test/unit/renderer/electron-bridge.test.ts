import { expect, it } from 'vitest';
import type { Staged, StagedId } from '../../../src-main/contract/attachment.ts';
import type { CallName } from '../../../src-main/contract/calls.ts';
import { ContractError } from '../../../src-main/contract/errors.ts';
import type { MessageId } from '../../../src-main/contract/model.ts';
import { electronBridge, type PreloadBridge } from '../../../src-renderer/bridge/electron.ts';
import type { Outcome } from '../../../src-renderer/bridge/outcome.ts';

const staged: Staged = { id: 'A'.repeat(22) as StagedId, name: 'a.txt', size: 3, type: 'text/plain' };
const file = new File(['abc'], 'a.txt');

/** A preload script whose one file is on its way until the test says how it ends. */
class FakePreload implements PreloadBridge {
  readonly ended = Promise.withResolvers<Outcome>();
  readonly asked: File[] = [];
  progress: (done: number) => void = () => undefined;

  call = async (name: CallName): Promise<Outcome> =>
    name === 'contacts.list' ? { ok: [] } : { error: { code: 'no-session' } };

  listen = () => () => undefined;

  stage(asked: File, progress: (done: number) => void) {
    this.asked.push(asked);
    this.progress = progress;
    const cancel = () => this.ended.resolve({ error: { code: 'cancelled' } });
    return { outcome: this.ended.promise, cancel };
  }
}

it('turns outcomes into results and errors', async () => {
  const core = electronBridge(new FakePreload());
  expect(await core.call('contacts.list', {})).toEqual([]);
  await expect(core.call('account.logout', {})).rejects.toMatchObject({ code: 'no-session' });
});

it('has a file taken in, and tells how far it is', async () => {
  const preload = new FakePreload();
  const told: number[] = [];
  const taken = electronBridge(preload).stage(file, { progress: (done) => told.push(done) });
  preload.progress(3);
  preload.ended.resolve({ ok: staged });
  expect(await taken).toEqual(staged);
  expect([preload.asked, told]).toEqual([[file], [3]]);
});

it('throws what the core refuses it with', async () => {
  const preload = new FakePreload();
  preload.ended.resolve({ error: { code: 'disk-full' } });
  await expect(electronBridge(preload).stage(file)).rejects.toEqual(new ContractError('disk-full'));
});

it('gives up when it is told to, before it begins too', async () => {
  const preload = new FakePreload();
  const giveUp = new AbortController();
  const taken = electronBridge(preload).stage(file, { signal: giveUp.signal });
  giveUp.abort();
  await expect(taken).rejects.toEqual(new ContractError('cancelled'));
  const again = electronBridge(preload).stage(file, { signal: giveUp.signal });
  await expect(again).rejects.toEqual(new ContractError('cancelled'));
  expect(preload.asked).toHaveLength(1);
});

it('knows the addresses of media', () => {
  const id = 'm'.repeat(22) as MessageId;
  const url = electronBridge(new FakePreload()).mediaUrl({ of: 'message', id, part: 'thumbnail' });
  expect(url).toBe(`/media/message/${id}/thumbnail`);
});
