import { describe, expect, it, onTestFinished } from 'vitest';
import { ArrivalCheck, acknowledging, deviceOf, numberedBody, numberOf } from '../bench/pairs.ts';
import { accountOf, nextEvent, say, texts, twoFriends } from '../support/core.ts';
import { befriendRaw, newMessageId, RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';

const MESSAGES = 1_000;

/** Sends what has no reply yet, in order, with the ids it had before; resolves when all have one or the connection ends. */
async function sendAll(sender: RawClient, recipient: RawClient, pending: Map<number, ReturnType<typeof newMessageId>>) {
  const devices = [deviceOf(recipient)];
  await Promise.allSettled(
    [...pending].map(async ([number, messageId]) => {
      await sender.send(recipient.account, devices, numberedBody(number), messageId);
      pending.delete(number);
    }),
  );
}

describe('kill -9 of the server', () => {
  it('leaves each of 1,000 messages between two real clients there once, in order and delivered', async () => {
    const server = await ServerProcess.start();
    onTestFinished(() => server.stop());
    const { ming, hong } = await twoFriends(server);
    const all = Array.from({ length: MESSAGES }, (_, index) => `${index}`);
    const firstSent = nextEvent(ming, 'messages', (messages) => messages.some(({ state }) => state === 'sent'));
    const stored = Promise.all(all.map((text) => say(ming, accountOf(hong), text)));
    await firstSent;
    await server.killAndRestart();
    await stored;
    await texts(ming, accountOf(hong), MESSAGES, ({ state }) => state === 'delivered');
    expect(await texts(hong, accountOf(ming), MESSAGES)).toEqual(all);
  });

  it.each(['online', 'offline'] as const)(
    'loses nothing, in order, with 1,000 messages under way to somebody %s',
    async (presence) => {
      const server = await ServerProcess.start();
      try {
        const sender = await RawClient.signIn(server.target, 'sender');
        const recipient = await RawClient.signIn(server.target, 'recipient');
        await befriendRaw(sender, recipient);
        const check = new ArrivalCheck();
        const seen = new Set<number>();
        const arrived = (body: Uint8Array) => {
          const number = numberOf(body);
          // what was not acknowledged before the kill comes again; the id tells the device so
          if (!seen.has(number)) check.arrived(number);
          seen.add(number);
        };
        if (presence === 'online') acknowledging(recipient, arrived);
        else await recipient.close();

        const pending = new Map(Array.from({ length: MESSAGES }, (_, number) => [number, newMessageId()]));
        const sending = sendAll(sender, recipient, pending);
        // the first answers are the moment when as much as possible is half done
        await sender.channel.request('server.info', {});
        await server.killAndRestart();
        await sending;
        const acknowledged = MESSAGES - pending.size;

        const senderAgain = await RawClient.resumed(server.target, sender);
        await sendAll(senderAgain, recipient, pending);
        expect(pending.size).toBe(0);
        const recipientAgain = await RawClient.resumed(server.target, recipient);
        const all = new Promise<void>((resolve) => {
          acknowledging(recipientAgain, (body) => {
            arrived(body);
            if (seen.size === MESSAGES) resolve();
          });
        });
        if (seen.size < MESSAGES) await all;
        expect(check.faults(MESSAGES)).toMatchObject({ lost: 0, outOfOrder: 0 });
        expect(acknowledged).toBeLessThan(MESSAGES);
        for (const client of [senderAgain, recipientAgain]) await client.close();
      } finally {
        await server.stop();
      }
    },
  );
});
