import { X509Certificate } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { takeDataFolder } from '../../../src-server/data-folder.ts';
import { hasIdentity, IdentityError, loadIdentity, loadSecrets } from '../../../src-server/identity.ts';
import { DatabaseError, openDatabase } from '../../../src-server/store/database.ts';
import { modesIn, openFolder } from '../../support/modes.ts';
import { itUnless, noModes } from '../../support/needs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const DAY_MS = 24 * 3600_000;
const start = new Date('2026-11-21T00:00:00Z');
const later = (days: number) => new Date(start.getTime() + days * DAY_MS);

describe("the server's identity", () => {
  it('is made once, and its certificate is renewed a month before its end', async () => {
    const folder = await temporaryFolder();
    const first = await loadIdentity(folder, { name: '我们班', now: start, isNew: true });
    const again = await loadIdentity(folder, { name: '我们班', now: later(300), isNew: true });
    expect(again.identity.chain).toEqual(first.identity.chain);
    const renewed = await loadIdentity(folder, { name: '我们班', now: later(340), isNew: true });
    expect(renewed.fingerprint).toBe(first.fingerprint);
    const [leaf, ca] = renewed.identity.chain.map((der) => new X509Certificate(der));
    expect(leaf?.raw).not.toEqual(first.identity.chain[0]);
    expect(leaf?.checkPrivateKey(renewed.identity.privateKey)).toBe(true);
    expect(leaf && ca && leaf.checkIssued(ca) && leaf.verify(ca.publicKey)).toBe(true);
  });

  it('has its certificate renewed when it is not valid yet, as the clock was wrong when it was made', async () => {
    const folder = await temporaryFolder();
    const first = await loadIdentity(folder, { name: 'Miyu', now: start, isNew: true });
    await rm(join(folder, 'server.pem'));
    await loadIdentity(folder, { name: 'Miyu', now: later(3), isNew: false });
    const { identity, fingerprint } = await loadIdentity(folder, { name: 'Miyu', now: start, isNew: false });
    expect(fingerprint).toBe(first.fingerprint);
    const [leaf] = identity.chain.map((der) => new X509Certificate(der));
    expect(leaf?.validFromDate).toEqual(later(-1));
  });

  it.each([
    [later(-2), '2026-11-19'],
    [later(21 * 365), '2047-11-16'],
  ])('is not taken when the clock shows a time when its authority does not hold: %s', async (now, shown) => {
    const folder = await temporaryFolder();
    await loadIdentity(folder, { name: 'Miyu', now: start, isNew: true });
    const before = await readFile(join(folder, 'server.pem'), 'utf8');
    const loading = loadIdentity(folder, { name: 'Miyu', now, isNew: false });
    await expect(loading).rejects.toThrow(IdentityError);
    const sentence = new RegExp(
      `shows ${shown}, but .*authority\\.pem is valid from 2026-11-20 to 2046-11-21: set the clock`,
    );
    await expect(loading).rejects.toThrow(sentence);
    expect(await readFile(join(folder, 'server.pem'), 'utf8')).toBe(before);
  });

  itUnless(noModes, 'is for its owner only, in a folder that is open to all', async () => {
    const folder = await openFolder();
    const taken = await takeDataFolder(folder, () => {});
    onTestFinished(() => taken.release());
    await loadIdentity(folder, { name: '我们班', now: start, isNew: true });
    await loadSecrets(folder, { isNew: true });
    const database = await openDatabase(taken.database, { expected: false });
    onTestFinished(() => database.close());
    const files = [
      'authority.pem',
      'lock',
      'lock-journal',
      'miyu.db',
      'miyu.db-shm',
      'miyu.db-wal',
      'secrets.json',
      'server.pem',
    ];
    expect(await modesIn(folder)).toEqual(Object.fromEntries(files.map((file) => [file, 0o600])));
  });

  it('is not replaced when a file is damaged', async () => {
    const folder = await temporaryFolder();
    await loadIdentity(folder, { name: 'Miyu', now: start, isNew: true });
    await writeFile(join(folder, 'authority.pem'), 'rubbish');
    const loading = loadIdentity(folder, { name: 'Miyu', now: start, isNew: true });
    await expect(loading).rejects.toThrow(IdentityError);
    await expect(loading).rejects.toThrow(/authority\.pem is damaged/);
    expect(await readFile(join(folder, 'authority.pem'), 'utf8')).toBe('rubbish');
  });
});

describe('a server that has accounts', () => {
  it('does not start anew when its authority or its secrets are lost', async () => {
    const folder = await temporaryFolder();
    const loading = loadIdentity(folder, { name: 'Miyu', now: start, isNew: false });
    await expect(loading).rejects.toThrow(/authority\.pem is missing/);
    await expect(loadSecrets(folder, { isNew: false })).rejects.toThrow(/secrets\.json is missing/);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("the server's secrets", () => {
  it('are three different ones, made once', async () => {
    const folder = await temporaryFolder();
    expect(hasIdentity(folder)).toBe(false);
    const secrets = await loadSecrets(folder, { isNew: true });
    expect(hasIdentity(folder)).toBe(true);
    expect(new Set(Object.values(secrets).map((secret) => secret.toString('hex'))).size).toBe(3);
    expect(await loadSecrets(folder, { isNew: true })).toEqual(secrets);
  });

  it.each(['', '{', '{"pepper": "AAAA"}', '{}'])('are not replaced when the file is damaged: %j', async (content) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'secrets.json'), content);
    await expect(loadSecrets(folder, { isNew: true })).rejects.toThrow(/secrets\.json is damaged/);
  });
});

describe('the data folder', () => {
  it('belongs to one server at a time', async () => {
    const folder = join(await temporaryFolder(), 'deep', 'data');
    const taken = await takeDataFolder(folder, () => {});
    await expect(takeDataFolder(folder, () => {})).rejects.toThrow(DatabaseError);
    await expect(takeDataFolder(folder, () => {})).rejects.toThrow(/in use by another server/);
    await taken.release();
    await (await takeDataFolder(folder, () => {})).release();
  });
});
