import { expect, it } from 'vitest';
import { friends, me, rememberedAs } from '../../../src-renderer/bridge/memory/people.ts';
import { firstWayIn } from '../../../src-renderer/model/way-in.ts';

const open = rememberedAs(me, 'open', 0);
const closed = rememberedAs(friends.ada, 'password', 0);
const signedOut = rememberedAs(friends.lei, 'signed-out', 0);
const all = [open, closed, signedOut];

it('starts with the accounts of this machine', () => {
  expect(firstWayIn(all, '')).toEqual({ by: 'list' });
});

it('asks for a name where no account is known', () => {
  expect(firstWayIn([], '')).toEqual({ by: 'login', name: '' });
});

it('goes on with the account that was open last', () => {
  expect(firstWayIn(all, 'ada')).toEqual({ by: 'unlock', account: closed });
  expect(firstWayIn(all, '李雷')).toEqual({ by: 'login', name: '李雷' });
  expect(firstWayIn(all, '小明')).toEqual({ by: 'login', name: '小明' });
});
