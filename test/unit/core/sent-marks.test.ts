import { expect, it } from 'vitest';
import type { MessageId } from '../../../protocol/index.ts';
import { newMessageId } from '../../../src-main/core/message-id.ts';
import { SentMarks } from '../../../src-main/core/sent-marks.ts';

it('writes what was sent together, without what the store knows more of already', async () => {
  const [first, second, third] = [newMessageId(), newMessageId(), newMessageId()];
  const written: MessageId[][] = [];
  const all = Promise.withResolvers<void>();
  const marks = new SentMarks(async (ids) => {
    written.push(ids);
    all.resolve();
  });
  marks.add(first);
  marks.add(second);
  marks.forget(first);
  marks.add(third);
  await all.promise;
  expect(written).toEqual([[second, third]]);
});

it('writes nothing when the store knows more of all', async () => {
  const written: MessageId[][] = [];
  const marks = new SentMarks(async (ids) => {
    written.push(ids);
  });
  const id = newMessageId();
  marks.add(id);
  marks.forget(id);
  await marks.settled();
  expect(written).toEqual([]);
});

it('hands over at once when it is asked to, and settles when that is stored', async () => {
  const gate = Promise.withResolvers<void>();
  const written: MessageId[][] = [];
  const marks = new SentMarks((ids) => {
    written.push(ids);
    return gate.promise;
  });
  const id = newMessageId();
  marks.add(id);
  marks.flush();
  expect(written).toEqual([[id]]);
  let isSettled = false;
  const settled = marks.settled().then(() => {
    isSettled = true;
  });
  await new Promise(setImmediate);
  expect(isSettled).toBe(false);
  gate.resolve();
  await settled;
  expect(written).toHaveLength(1);
});
