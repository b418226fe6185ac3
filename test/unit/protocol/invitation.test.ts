import { describe, expect, it } from 'vitest';
import { DEFAULT_PORT, formatInvitation, parseInvitation } from '../../../protocol/index.ts';

const fingerprint = 'w'.repeat(43);

describe('invitation', () => {
  it.each([
    [{ host: 'chat.example.org', port: 6498, fingerprint }],
    [{ host: '192.168.1.7', port: 1, fingerprint }],
    [{ host: 'fe80::1', port: 65535, fingerprint }],
  ])('comes back from its link: %j', (invitation) => {
    expect(parseInvitation(formatInvitation(invitation))).toEqual(invitation);
  });

  it.each([
    ['localhost', 'localhost', DEFAULT_PORT],
    ['  Chat.Example:7000 ', 'Chat.Example', 7000],
    ['密语.example', '密语.example', DEFAULT_PORT],
    ['[::1]:7000', '::1', 7000],
    ['::1', '::1', DEFAULT_PORT],
    ['miyu://host', 'host', DEFAULT_PORT],
    ['MIYU://host:7000/#', 'host', 7000],
  ])('is read from %s', (text, host, port) => {
    expect(parseInvitation(text)).toEqual({ host, port });
  });

  it.each([
    '',
    ' ',
    'two words',
    'host:0',
    'host:65536',
    'host:port',
    'http://host',
    'miyu://',
    'miyu://host/path',
    `miyu://host/#${fingerprint}x`,
    'miyu://host/#short',
    '-host',
    'a..b',
    '[host]:1',
    'user@host',
  ])('is not read from "%s"', (text) => {
    expect(parseInvitation(text)).toBeUndefined();
  });
});
