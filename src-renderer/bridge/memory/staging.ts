import { type MediaRef, mediaPath, type Staged, type StagedId } from '../../../src-main/contract/attachment.ts';
import type { Bridge } from '../../../src-main/contract/core.ts';
import { ContractError } from '../../../src-main/contract/errors.ts';
import { bytesUrl } from './samples.ts';
import type { World } from './world.ts';

let lastStaged = 0;

export function newStagedId(): StagedId {
  lastStaged += 1;
  return `${String(lastStaged).padStart(21, '0')}S` as StagedId;
}

export function stagedIn(world: World, id: StagedId): Staged {
  const staged = world.staged.get(id);
  if (!staged) throw new ContractError('not-found');
  return staged;
}

/** Names with a meaning, so that every kind of picture can be seen. */
function pictureOf(name: string): Pick<Staged, 'picture' | 'pictureProblem' | 'hiding'> {
  if (name.startsWith('broken')) return { pictureProblem: 'broken' };
  if (name.startsWith('huge')) return { pictureProblem: 'too-many-pixels' };
  const hiding: Staged['hiding'] = /\.png$/i.test(name) ? { capacity: 2048 } : { problem: 'not-png' };
  return { picture: { width: 640, height: 420 }, hiding };
}

/** The parts of the bridge that the shells add to the core. */
export function stagingOf(world: World): Pick<Bridge, 'stage' | 'mediaUrl'> {
  return {
    async stage(file, { progress, signal } = {}) {
      const bytes = new Uint8Array(await file.arrayBuffer());
      if (signal?.aborted) throw new ContractError('cancelled');
      if (bytes.length === 0) throw new ContractError('empty-file');
      progress?.(bytes.length);
      const staged: Staged = {
        id: newStagedId(),
        name: file.name,
        size: bytes.length,
        type: file.type || 'application/octet-stream',
        ...(file.type.startsWith('image/') && pictureOf(file.name)),
      };
      world.staged.set(staged.id, staged);
      world.media.set(mediaPath({ of: 'staged', id: staged.id, part: 'full' }), bytesUrl(staged.type, bytes));
      return staged;
    },
    mediaUrl: (ref) => urlOf(world, ref),
  };
}

/** In here a small picture is the same as the whole one. What is not here has an address that shows nothing. */
function urlOf({ media }: World, ref: MediaRef): string {
  const path = mediaPath(ref);
  const full = ref.of === 'sticker' ? path : mediaPath({ ...ref, part: 'full' });
  return media.get(path) ?? media.get(full) ?? 'data:,';
}
