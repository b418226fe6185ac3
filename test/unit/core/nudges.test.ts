import { expect, it } from 'vitest';
import { AccountId } from '../../../protocol/index.ts';
import { Nudges } from '../../../src-main/core/nudges.ts';

const ming = AccountId.parse(10001);
const hong = AccountId.parse(10002);

it('shake at most once in ten seconds for each person, and not when they are old', () => {
  let now = 1_000_000_000;
  const shaken: AccountId[] = [];
  const nudges = new Nudges(
    () => now,
    (account) => shaken.push(account),
  );
  nudges.heard([
    { by: ming, sentAt: now },
    { by: ming, sentAt: now },
    { by: hong, sentAt: now },
  ]);
  expect(shaken).toEqual([ming, hong]);
  now += 9_999;
  nudges.heard([{ by: ming, sentAt: now }]);
  expect(shaken).toHaveLength(2);
  now += 1;
  nudges.heard([{ by: ming, sentAt: now - 24 * 3_600_000 }]);
  expect(shaken).toHaveLength(2);
  nudges.heard([{ by: ming, sentAt: now }]);
  expect(shaken).toHaveLength(3);
});
