import { expect, it } from 'vitest';
import { readOptions } from '../../../src-main/electron/options.ts';

it.each([
  [[], {}],
  [['/app', '--folder=/tmp/x', '--server', 'miyu://h/#F'], { folder: '/tmp/x', server: 'miyu://h/#F' }],
  [['--no-sandbox', '--lang=de', 'miyu://h:1/#F'], { server: 'miyu://h:1/#F' }],
  [['https://example.org'], {}],
  [['--folder'], {}],
])('reads %j', (args, options) => expect(readOptions(args)).toEqual(options));
