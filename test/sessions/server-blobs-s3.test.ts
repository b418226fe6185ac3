import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BLOB_CHUNK_SIZE } from '../../protocol/index.ts';
import type { Config } from '../../src-server/config.ts';
import { describeUnless } from '../support/needs.ts';
import { beginBlob, chunkOf, fetchBlob, missingChunks, putChunk, putChunks, storeBlob } from '../support/raw-blobs.ts';
import { befriendRaw, fakeAuth, RawClient } from '../support/raw-client.ts';
import { realS3, realS3Missing } from '../support/real-s3.ts';
import { S3StandIn } from '../support/s3-stand-in.ts';
import { startTestServer } from '../support/server.ts';

type Bucket = Config['s3'];

/** four chunks, the last one short */
const content = randomBytes(3 * BLOB_CHUNK_SIZE + 1000);

/** Ming, with a connection for blobs, on a server that keeps them in the bucket. */
async function uploader(s3: Bucket, options: { wallClock?: () => number; onLog?: (line: string) => void } = {}) {
  const running = await startTestServer({ blobs: { store: 's3' }, s3 }, options);
  const ming = await RawClient.signIn(running.server, 'ming');
  return { running, ming, transfer: await RawClient.attached(running.server, ming) };
}

function carriesBlobs(bucket: () => Promise<Bucket>): void {
  it('keeps what was put over a restart, and gives it back', async () => {
    const { running, ming, transfer } = await uploader(await bucket());
    const blob = await beginBlob(ming, content.length);
    await putChunks(transfer, blob, content, [0, 3]);
    const server = await running.restart();
    const again = await RawClient.resumed(server, ming);
    expect(await missingChunks(again, blob)).toEqual([1, 2]);
    const next = await RawClient.attached(server, again);
    await putChunks(next, blob, content, [1, 2]);
    await again.channel.request('blob.commit', { blob });
    expect(await fetchBlob(next, blob, content.length)).toEqual(content);
    await again.channel.request('blob.delete', { blob });
  });

  it('carries more than one page of chunks, with many under way', async () => {
    const large = randomBytes(30 * BLOB_CHUNK_SIZE + 17);
    const { ming, transfer } = await uploader(await bucket());
    const blob = await storeBlob(transfer, large);
    expect(await fetchBlob(transfer, blob, large.length)).toEqual(large);
    await ming.channel.request('blob.delete', { blob });
    await expect(fetchBlob(transfer, blob, 1)).rejects.toMatchObject({ code: 'not-found' });
  });
}

describe('blobs in a stand-in for S3', () => {
  carriesBlobs(async () => {
    const standIn = await S3StandIn.start();
    standIn.pageSize = 7;
    return standIn.target;
  });

  it('begin anew when the bucket has lost some of them', async () => {
    const standIn = await S3StandIn.start();
    const { ming, transfer } = await uploader(standIn.target);
    const blob = await beginBlob(ming, content.length);
    await putChunks(transfer, blob, content);
    for (const key of [...standIn.objects.keys()].filter((name) => name.endsWith('00001'))) standIn.objects.delete(key);
    const lost = { code: 'blob-incomplete', details: { missing: 4 } };
    await expect(ming.channel.request('blob.commit', { blob })).rejects.toMatchObject(lost);
    await putChunks(transfer, blob, content, await missingChunks(ming, blob));
    await ming.channel.request('blob.commit', { blob });
    expect(await fetchBlob(transfer, blob, content.length)).toEqual(content);
  });

  it('meet a full bucket: the person is told, and can go on once there is space', async () => {
    const standIn = await S3StandIn.start();
    const { ming, transfer } = await uploader(standIn.target);
    standIn.quota = 2 * BLOB_CHUNK_SIZE;
    const blob = await beginBlob(ming, content.length);
    await putChunk(transfer, blob, 0, chunkOf(content, 0));
    const full = { code: 'quota-full', details: { whose: 'server' } };
    await expect(putChunk(transfer, blob, 1, chunkOf(content, 1))).rejects.toMatchObject(full);
    expect(await missingChunks(ming, blob)).toEqual([1, 2, 3]);
    standIn.quota = Number.POSITIVE_INFINITY;
    await putChunks(transfer, blob, content, [1, 2, 3]);
    await ming.channel.request('blob.commit', { blob });
  });

  it('wait for a bucket that does not answer: nothing is lost, and no secret is logged', async () => {
    const lines: string[] = [];
    const standIn = await S3StandIn.start();
    const { ming, transfer } = await uploader(standIn.target, { onLog: (line) => lines.push(line) });
    const blob = await beginBlob(ming, content.length);
    standIn.failures.push('hang up', 'hang up', 'hang up', 'hang up');
    await expect(putChunk(transfer, blob, 0, chunkOf(content, 0))).rejects.toMatchObject({ code: 'unavailable' });
    await putChunks(transfer, blob, content);
    await ming.channel.request('blob.commit', { blob });
    expect(await fetchBlob(transfer, blob, content.length)).toEqual(content);
    const log = lines.join('');
    expect(log).toContain('the object store does not answer');
    expect(log).not.toContain(standIn.target.secretKey);
    expect(log).not.toContain(Buffer.from(blob, 'base64url').toString('hex'));
  });

  it("keep nobody from deleting an account while the bucket does not answer for another's", async () => {
    const standIn = await S3StandIn.start();
    const { running, ming, transfer } = await uploader(standIn.target);
    const blob = await beginBlob(ming, content.length);
    await putChunk(transfer, blob, 0, chunkOf(content, 0));
    const server = await running.restart();
    const uploading = await RawClient.resumed(server, ming);
    const [hong, gang] = [await RawClient.signIn(server, 'hong'), await RawClient.signIn(server, 'gang')];
    await befriendRaw(hong, gang);
    const { promise, resolve: answer } = Promise.withResolvers<void>();
    standIn.answering = promise;
    const before = standIn.requests.length;
    const missing = missingChunks(uploading, blob);
    await expect.poll(() => standIn.requests.length).toBeGreaterThan(before);
    expect(await hong.channel.request('account.delete', { auth: fakeAuth('hong') })).toEqual({});
    expect(await hong.closed).toBe('closed');
    expect(await gang.next('contact.removed')).toEqual({ account: hong.account });
    answer();
    expect(await missing).toEqual([1, 2, 3]);
  });

  it('are swept when the server does not know them, and go when they expire', async () => {
    let time = Date.now();
    const standIn = await S3StandIn.start();
    const { running, transfer } = await uploader(standIn.target, { wallClock: () => time });
    await storeBlob(transfer, content);
    standIn.objects.set(`test/${'ab'.repeat(16)}/00000`, Buffer.alloc(1));
    time += 8 * 24 * 3600_000;
    await running.restart();
    await expect.poll(() => [...standIn.objects.keys()]).toEqual(['test/owner']);
  });

  it('keep a server from starting whose bucket is gone, with the reason', async () => {
    const standIn = await S3StandIn.start();
    const { running } = await uploader(standIn.target);
    const s3 = { ...standIn.target, bucket: 'other' };
    await expect(running.restart({ blobs: { store: 's3' }, s3 })).rejects.toThrow(
      /other at .* there is no such bucket/,
    );
    await running.restart();
  });
});

describeUnless(realS3Missing, 'blobs in a real S3 server', () => {
  carriesBlobs(async () => ({ ...realS3(), prefix: `test-${randomBytes(6).toString('hex')}/` }));
});
