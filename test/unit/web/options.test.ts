import { expect, it } from 'vitest';
import { readOptions, UsageError } from '../../../src-main/web/options.ts';

it('reads what is given and has defaults for the rest', () => {
  expect(readOptions(['--port', '8080', '--no-open', '--folder', '我的 文件'])).toMatchObject({
    port: 8080,
    open: false,
    folder: '我的 文件',
  });
  expect(readOptions([])).toMatchObject({ port: 0, open: true, folder: 'data/client' });
});

it.each([[['--dta', 'x']], [['x']], [['--port', 'http']], [['--port', '65536']], [['--port']]])(
  'refuses %j',
  (args) => {
    expect(() => readOptions(args)).toThrow(UsageError);
  },
);
