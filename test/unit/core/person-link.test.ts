import { describe, expect, it } from 'vitest';
import { AccountId, parseInvitation } from '../../../protocol/index.ts';
import { formatPersonLink, keyHashOf, parsePersonLink } from '../../../src-main/core/person-link.ts';

const keyHash = keyHashOf(new Uint8Array(33).fill(5));
const fingerprint = keyHashOf(new Uint8Array(1));
const address = { host: 'class.example', port: 6498, account: AccountId.parse(10001), keyHash, fingerprint };
const link = formatPersonLink(address);

describe('a link that adds a person', () => {
  it('says who, on which server, and with which keys', () => {
    expect(link).toBe(`miyu://class.example:6498/add/10001?key=${keyHash}#${fingerprint}`);
    expect(parsePersonLink(` ${link}\n`)).toEqual(address);
  });

  it.each(['127.0.0.1', '::1', '例え.example'])('is read back for the server at %s', (host) => {
    expect(parsePersonLink(formatPersonLink({ ...address, host }))).toEqual({ ...address, host });
  });

  it('is no invitation to a server, nor is that one a link to a person', () => {
    expect(parseInvitation(link)).toBeUndefined();
    expect(parsePersonLink(`miyu://class.example:6498/#${fingerprint}`)).toBeUndefined();
  });

  it.each<[string, string]>([
    ['nothing', ''],
    ['another scheme', link.replace('miyu:', 'https:')],
    ['a person and a password before the host', link.replace('class', 'ming:pw@class')],
    ['no host', link.replace('class.example:6498', '')],
    ['a port that is none', link.replace('6498', '65536')],
    ['number 0', link.replace('10001', '0')],
    ['a number with a zero in front', link.replace('10001', '010001')],
    ['a room', link.replace('10001', '-10001')],
    ['a number beyond all', link.replace('10001', '4294967297')],
    ['a number in another script', link.replace('10001', '١٠٠٠١')],
    ['no key', link.replace(`?key=${keyHash}`, '')],
    ['a short key', link.replace(keyHash, keyHash.slice(1))],
    ['a key written in a second way', link.replace(keyHash, `${keyHash.slice(0, -1)}${next(keyHash.slice(-1))}`)],
    ['two keys', link.replace('#', `&key=${keyHash}#`)],
    ['no server key', link.slice(0, link.indexOf('#'))],
    ['something behind', `${link}&x=1`],
    ['another path', link.replace('/add/', '/add/../add/')],
    ['a script in the host', link.replace('class', '<script>')],
    ['two lines', link.replace('/add', '\n/add')],
    ['a host without end', link.replace('class', 'a'.repeat(400))],
  ])('is not read from %s', (_, text) => {
    expect(parsePersonLink(text)).toBeUndefined();
  });
});

/** Another character that differs in the bits that are to spare. */
function next(character: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet.charAt(alphabet.indexOf(character) + 1);
}
