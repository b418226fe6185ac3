import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_PORT } from '../../../protocol/index.ts';
import { ConfigError, loadConfig, NothingToDo, showConfig } from '../../../src-server/config.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function configFile(content: string): Promise<string> {
  const path = join(await temporaryFolder(), 'miyu.json');
  await writeFile(path, content);
  return path;
}

it('goes on with settings of earlier versions that do nothing any more, and names them', async () => {
  const file = join(await temporaryFolder(), 'server.json');
  await writeFile(file, JSON.stringify({ limits: { cookiesAbove: 64, guests: 7 } }));
  const { config, ignored } = loadConfig(['--config', file], {});
  expect([config.limits.guests, ignored]).toEqual([7, ['limits.cookiesAbove']]);
  expect(loadConfig(['--limits-cookies-above', '3'], {}).ignored).toEqual(['limits.cookiesAbove']);
  expect(loadConfig([], { MIYU_SERVER_LIMITS_COOKIES_ABOVE: '3' }).ignored).toEqual(['limits.cookiesAbove']);
  expect(loadConfig([], {}).ignored).toEqual([]);
});

describe('configuration', () => {
  it('has the defaults of the protocol', () => {
    const { config, order } = loadConfig([], {});
    expect(order).toEqual({ kind: 'serve' });
    expect(config.port).toBe(DEFAULT_PORT);
    expect(config.limits).toMatchObject({ username: { min: 2, max: 16 }, guests: 1024, guestsPerAddress: 256 });
    expect(config.timeouts).toMatchObject({ handshake: 5, login: 20, frame: 10 });
  });

  it('puts flags before environment before file before defaults', async () => {
    const file = await configFile('{"port": 1, "name": "file", "limits": {"friends": 7, "username": {"max": 9}}}');
    const env = { MIYU_SERVER_CONFIG: file, MIYU_SERVER_NAME: 'environment', MIYU_SERVER_PORT: '2', OTHER: 'x' };
    const { config } = loadConfig(['--port', '3'], env);
    expect(config).toMatchObject({ port: 3, name: 'environment' });
    expect(config.limits).toMatchObject({ friends: 7, username: { min: 2, max: 9 } });
  });

  it('reads numbers, booleans and JSON from text, and keeps text that looks like a number', () => {
    const { config } = loadConfig(['--name', '42', '--rates-enabled', 'false'], {
      MIYU_SERVER_RATES_OVERRIDES: '{"message.send": {"perSecond": 1, "burst": 2}}',
      MIYU_SERVER_TIMEOUTS_ACK: '0.25',
    });
    expect(config.name).toBe('42');
    expect(config.rates).toEqual({
      enabled: false,
      scale: 1,
      overrides: { 'message.send': { perSecond: 1, burst: 2 } },
    });
    expect(config.timeouts.ack).toBe(0.25);
  });

  it.each([
    [['--port', 'many'], {}, /^port: .*number/],
    [['--port', '70000'], {}, /^port: /],
    [['--prot', '1'], {}, /unknown option '--prot'/],
    [['--registration', 'maybe'], {}, /^registration: /],
    [['--limits-username-min', '20'], {}, /^limits\.username\.min: /],
    [[], { MIYU_SERVER_POTR: '1' }, /^MIYU_SERVER_POTR: no such setting/],
    [[], { MIYU_SERVER_LIMITS_GUESTS: '' }, /^limits\.guests: /],
    [['--rates-overrides', '{"message.sned": {"perSecond": 1, "burst": 2}}'], {}, /^rates\.overrides/],
  ] as const)('refuses %j %j by name', (argv, env, message) => {
    expect(() => loadConfig(argv, env)).toThrowError(ConfigError);
    expect(() => loadConfig(argv, env)).toThrowError(message);
  });

  it.each([
    ['{"limits": {"frends": 1}}', /^limits\.frends: no such setting/],
    ['{"port": "1"}', /^port: /],
    ['[]', /must be a JSON object/],
    ['{', /is not JSON/],
  ])('refuses the file %s', async (content, message) => {
    const file = await configFile(content);
    expect(() => loadConfig(['--config', file], {})).toThrowError(message);
  });

  it('says which file it cannot read', async () => {
    const missing = join(await temporaryFolder(), 'missing.json');
    expect(() => loadConfig(['--config', missing], {})).toThrowError(`${missing}: cannot be read`);
  });

  it('names every wrong setting at once', () => {
    expect(() => loadConfig(['--port', 'x', '--registration', 'y'], {})).toThrowError(/port: .*\n.*registration: /s);
  });

  it('takes an object store with all it needs, and names what is missing', () => {
    const env = {
      MIYU_SERVER_BLOBS_STORE: 's3',
      MIYU_SERVER_S3_ENDPOINT: 'http://127.0.0.1:9000',
      MIYU_SERVER_S3_ACCESS_KEY: 'miyu',
      MIYU_SERVER_S3_SECRET_KEY: '12345678',
    };
    expect(() => loadConfig([], env)).toThrowError('s3.bucket: is needed when blobs.store is s3');
    const { config } = loadConfig(['--s3-bucket', 'files'], env);
    expect(config.s3).toMatchObject({ bucket: 'files', prefix: 'blobs/', secretKey: '12345678' });
  });

  it.each([
    ['s3.endpoint', 'localhost:9000'],
    ['s3.endpoint', 'ftp://localhost'],
    ['s3.bucket', 'No Bucket'],
    ['s3.prefix', '../'],
    ['s3.prefix', 'miyu'],
  ])('refuses %s %s', (setting, value) => {
    const flag = `--${setting.replace('.', '-')}`;
    expect(() => loadConfig([flag, value], {})).toThrowError(new RegExp(`^${setting.replace('.', '\\.')}: `));
  });

  it('keeps secrets out of the arguments and out of what is shown', () => {
    const secret = 'not for your eyes';
    expect(() => loadConfig(['--s3-secret-key', secret], {})).toThrowError(/unknown option/);
    const { config } = loadConfig([], { MIYU_SERVER_S3_SECRET_KEY: secret, MIYU_SERVER_S3_ACCESS_KEY: 'miyu' });
    expect(config.s3.secretKey).toBe(secret);
    expect(showConfig(config)).toContain('"accessKey": "miyu"');
    expect(showConfig(config)).not.toContain(secret);
  });

  it('knows when only the settings are asked for', () => {
    expect(loadConfig(['--print-config'], {}).order).toEqual({ kind: 'print-config' });
    expect(NothingToDo.prototype).toBeInstanceOf(Error);
  });
});
