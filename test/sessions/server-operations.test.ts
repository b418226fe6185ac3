import { describe, expect, it } from 'vitest';
import { BlobId, operationNames, operations, type Request, type RequestName } from '../../protocol/index.ts';
import { deviceOf } from '../bench/pairs.ts';
import { RawClient } from '../support/raw-client.ts';
import { startTestServer } from '../support/server.ts';

const requestNames = operationNames.filter((name): name is RequestName => operations[name].kind === 'request');

const unreadable = { record: Buffer.from('x'), signature: Buffer.alloc(64) };
const NO_BLOB = BlobId.parse('AAAAAAAAAAAAAAAAAAAAAA');
const hashing = { salt: Buffer.alloc(16), memoryKiB: 65536, passes: 3, parallelism: 1 };

/** Parameters that each operation's schema accepts; a new operation needs its own here. */
const examples: { [N in RequestName]: Request<N> } = {
  'channel.echo': { data: Buffer.from('x') },
  'server.info': {},
  'account.register': {
    name: 'somebody',
    email: 'somebody@example.org',
    auth: Buffer.alloc(32),
    hashing,
  },
  'account.kdf': { name: 'somebody' },
  'account.login': { name: 'somebody', auth: Buffer.alloc(32), device: { name: 'x', key: Buffer.alloc(32) } },
  'account.resume': { token: 'x', signature: Buffer.alloc(64) },
  'account.logout': {},
  'account.profile.get': { account: 10001 as never },
  'account.profile.set': {},
  'account.password': {
    auth: Buffer.alloc(32),
    next: { auth: Buffer.alloc(32), hashing },
    vault: { version: 1, data: Buffer.from('x') },
  },
  'account.recovery': { name: 'somebody', recovery: Buffer.alloc(32) },
  'account.recover': {
    name: 'somebody',
    recovery: Buffer.alloc(32),
    next: { auth: Buffer.alloc(32), hashing },
    vault: { version: 1, data: Buffer.from('x') },
  },
  'account.reset': { name: 'somebody', code: 'x', next: { auth: Buffer.alloc(32), hashing } },
  'account.devices': {},
  'account.device.remove': { device: 1 as never },
  'account.avatar.set': { picture: Buffer.from('89504e470d0a1a0a0000000d', 'hex') },
  'account.avatar.get': { account: 10001 as never },
  'account.status.get': {},
  'account.status.set': { presence: 'away', address: 'never' },
  'account.logins': {},
  'account.delete': { auth: Buffer.alloc(32) },
  'keys.enrol': { certificateRequest: Buffer.from('x'), vault: Buffer.from('x'), recovery: Buffer.alloc(32) },
  'keys.publish': { oneTime: [] },
  'keys.count': {},
  'keys.bundle': { account: 10001 as never, devices: [1 as never] },
  'keys.certificate': { account: 10001 as never },
  'keys.vault.get': {},
  'keys.vault.put': { version: 1, data: Buffer.from('x') },
  'contact.search': { query: 'x' },
  'contact.request': { account: 10001 as never, greeting: '' },
  'contact.requests': {},
  'contact.answer': { account: 10001 as never, answer: 'later' },
  'contact.remove': { account: 10001 as never },
  'contact.list': {},
  'contact.block': { account: 10001 as never, blocked: true },
  'contact.blocked': {},
  'contact.address': { account: 10001 as never },
  'message.send': { to: 10001 as never, messageId: 'AAAAAAAAAAAAAAAAAAAAAA' as never, sentAt: 0, envelopes: [] },
  'message.resend': {
    account: 10001 as never,
    device: 1 as never,
    to: 10001 as never,
    messageId: 'AAAAAAAAAAAAAAAAAAAAAA' as never,
    sentAt: 0,
    body: Buffer.from('x'),
  },
  'room.create': { first: unreadable },
  'room.find': { query: 'x' },
  'room.append': { room: -20001 as never, record: unreadable },
  'room.list': {},
  'room.log': { room: -20001 as never, from: 0 },
  'room.members': { room: -20001 as never },
  'room.ask': { room: -20001 as never, answer: '' },
  'room.requests': {},
  'room.refuse': { room: -20001 as never, account: 10001 as never },
  'room.avatar': { room: -20001 as never },
  'room.send': {
    room: -20001 as never,
    messageId: 'AAAAAAAAAAAAAAAAAAAAAA' as never,
    sentAt: 0,
    devices: Buffer.alloc(16),
    body: Buffer.from('x'),
  },
  'room.share': {
    room: -20001 as never,
    sentAt: 0,
    envelopes: [{ device: 1 as never, messageId: 'AAAAAAAAAAAAAAAAAAAAAA' as never, body: Buffer.from('x') }],
  },
  'blob.ticket': {},
  'blob.attach': { ticket: Buffer.alloc(32) },
  'blob.begin': { ref: Buffer.alloc(16), size: 1 },
  'blob.put': { blob: NO_BLOB, index: 0, data: Buffer.from('x') },
  'blob.commit': { blob: NO_BLOB },
  'blob.have': { blob: NO_BLOB },
  'blob.get': { blob: NO_BLOB, index: 0 },
  'blob.share': { blob: NO_BLOB, to: 10001 as never },
  'blob.delete': { blob: NO_BLOB },
};

type Server = Awaited<ReturnType<typeof startTestServer>>['server'];

/** A connection of ming's on which the operation may be asked for. */
async function clientFor(server: Server, name: RequestName): Promise<RawClient> {
  const { needs } = operations[name];
  if (needs === 'guest' || needs === 'anyone') return RawClient.connect(server);
  const main = await RawClient.signUp(server, 'ming');
  return needs === 'transfer' ? RawClient.attached(server, main) : main;
}

/** 'done', or the error's code. */
function outcomeOf(asking: Promise<unknown>): Promise<string> {
  return asking.then(
    () => 'done',
    (error) => error.code ?? error.reason,
  );
}

describe.each(requestNames)('%s', (name) => {
  const { needs, rate } = operations[name];

  it('is refused to those who may not ask for it', async () => {
    const { server } = await startTestServer();
    const guest = await RawClient.connect(server);
    if (needs === 'account' || needs === 'signed-in')
      expect(await outcomeOf(guest.channel.request(name, examples[name]))).toBe('not-signed-in');
    const account = await RawClient.signUp(server, 'ming');
    const transfer = await RawClient.attached(server, account);
    if (needs === 'account')
      expect(await outcomeOf(transfer.channel.request(name, examples[name]))).toBe('not-signed-in');
    if (needs === 'transfer') {
      expect(await outcomeOf(guest.channel.request(name, examples[name]))).toBe('not-attached');
      expect(await outcomeOf(account.channel.request(name, examples[name]))).toBe('not-attached');
    }
    if (needs === 'guest') {
      expect(await outcomeOf(account.channel.request(name, examples[name]))).toBe('already-signed-in');
      expect(await outcomeOf(transfer.channel.request(name, examples[name]))).toBe('already-signed-in');
    }
    if (needs === 'anyone') {
      expect(await outcomeOf(guest.channel.request(name, examples[name]))).toBe('done');
      expect(await outcomeOf(account.channel.request(name, examples[name]))).toBe('done');
    }
  });

  it('is refused over its rate, with the time to wait', async () => {
    const overrides = { [name]: { perSecond: 0.01, burst: 1 } };
    const { server } = await startTestServer({ rates: { enabled: true, overrides } });
    const client = await clientFor(server, name);
    // a logout would take the connection with it
    if (name !== 'account.logout') await outcomeOf(client.channel.request(name, examples[name]));
    else return expect(rate.burst).toBeGreaterThan(0);
    await expect(client.channel.request(name, examples[name])).rejects.toMatchObject({
      code: 'rate-limited',
      details: { retryAfterMs: expect.closeTo(100_000, -4) },
    });
  });

  it('is refused with parameters that do not fit', async () => {
    const { server } = await startTestServer();
    const client = await clientFor(server, name);
    const wrong = Object.fromEntries(Object.keys(examples[name]).map((key) => [key, { wrong: true }]));
    if (Object.keys(wrong).length === 0) return;
    expect(await outcomeOf(client.channel.request(name, wrong as Request<typeof name>))).toBe('malformed');
    expect(await outcomeOf(client.channel.request('server.info', {}))).toBe('done');
  });
});

describe('notices', () => {
  it('of guests are dropped', async () => {
    const { server } = await startTestServer();
    const guest = await RawClient.connect(server);
    guest.channel.notice('message.ack', { upTo: 1 });
    guest.channel.notice('message.ephemeral', { to: 10001 as never, envelopes: [] });
    expect(await outcomeOf(guest.channel.request('server.info', {}))).toBe('done');
  });

  it('over their rate are dropped', async () => {
    const overrides = { 'message.ephemeral': { perSecond: 0.01, burst: 1 } };
    const { server } = await startTestServer({ rates: { enabled: true, overrides } });
    const ming = await RawClient.signIn(server, 'ming');
    const hong = await RawClient.signIn(server, 'hong');
    await ming.channel.request('contact.request', { account: hong.account, greeting: '' });
    await hong.channel.request('contact.answer', { account: ming.account, answer: 'accept' });
    for (let i = 0; i < 5; i++) {
      ming.channel.notice('message.ephemeral', {
        to: hong.account,
        envelopes: [{ device: deviceOf(hong), body: Buffer.from([i]) }],
      });
    }
    await ming.channel.request('server.info', {});
    await hong.channel.request('server.info', {});
    expect(hong.heard.filter(({ name }) => name === 'message.signal')).toHaveLength(1);
  });
});

describe('the log', () => {
  it('names events, and neither content nor secrets nor addresses of people', async () => {
    const lines: string[] = [];
    const { server } = await startTestServer({}, { onLog: (line) => lines.push(line) });
    const ming = await RawClient.signIn(server, 'ming');
    const hong = await RawClient.signIn(server, 'hong');
    await ming.channel.request('contact.request', { account: hong.account, greeting: 'open sesame' });
    await hong.channel.request('contact.answer', { account: ming.account, answer: 'accept' });
    await outcomeOf(ming.login('ming', undefined, Buffer.alloc(32)));
    const text = lines.join('\n');
    for (const event of ['serving', 'registered', 'logged in', 'enrolled', 'friends added'])
      expect(text).toContain(event);
    for (const secret of ['example.org', 'open sesame', ming.credentials?.token ?? ''])
      expect(text).not.toContain(secret);
  });
});
