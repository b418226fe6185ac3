import type { AccountId } from '../../protocol/index.ts';
import { befriendRaw, RawClient } from './raw-client.ts';
import { startTestServer } from './server.ts';

/** A number that nobody has. */
export const NOBODY = 99_999 as AccountId;

/** As much of a picture as the server looks at. */
export const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(100, 7)]);

/** Three people, signed in, and their server. */
export async function people() {
  // no two things happen at the same time
  let time = Date.now();
  const running = await startTestServer({}, { wallClock: () => ++time });
  const ming = await RawClient.signIn(running.server, 'ming');
  const hong = await RawClient.signIn(running.server, 'hong');
  const gang = await RawClient.signIn(running.server, 'gang');
  return { running, server: running.server, ming, hong, gang };
}

/** The same; ming and hong are friends, and have heard all there is of it. */
export async function friends() {
  const all = await people();
  await befriendRaw(all.ming, all.hong);
  await all.hong.next('contact.requested');
  for (const client of [all.ming, all.hong]) await client.next('contact.added');
  return all;
}

export async function contactsOf(client: RawClient) {
  return (await client.channel.request('contact.list', {})).contacts;
}

export async function requestsOf(client: RawClient) {
  return (await client.channel.request('contact.requests', {})).requests;
}

export function ask(from: RawClient, to: RawClient, greeting = '') {
  return from.channel.request('contact.request', { account: to.account, greeting });
}

/** What the client has heard by the time the server has answered it once more. */
export async function heardBy(client: RawClient) {
  await client.channel.request('server.info', {});
  return client.heard;
}
