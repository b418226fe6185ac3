import { describe, expect, it } from 'vitest';
import { CliError, sendError } from '../../../src-main/cli/cli-error.ts';
import { ExitCode, errorCodeOf, exitCodeOf } from '../../../src-main/cli/exit-code.ts';
import { progressText } from '../../../src-main/cli/progress.ts';
import { textsIn } from '../../../src-main/cli/texts.ts';
import type { Transfer } from '../../../src-main/contract/attachment.ts';
import { ContractError } from '../../../src-main/contract/errors.ts';
import type { MessageId } from '../../../src-main/contract/model.ts';

const en = textsIn('en');
const zh = textsIn('zh-CN');

it.each([
  [0, '0 byte'],
  [999, '999 byte'],
  [1000, '1 kB'],
  [3_250_000, '3.3 MB'],
  [2 ** 36, '68.7 GB'],
])('says how much %i bytes are', (bytes, text) => expect(en.size(bytes)).toBe(text));

describe('progress', () => {
  const transfer: Transfer = {
    message: 'm'.repeat(22) as MessageId,
    direction: 'up',
    stage: 'running',
    done: 4_200_000,
    total: 10_000_000,
  };

  it('tells how far it is, and how fast when that is known', () => {
    expect(progressText(en, transfer)).toBe('42 % of 10 MB');
    expect(progressText(en, { ...transfer, bytesPerSecond: 1_500_000 })).toBe('42 % of 10 MB 1.5 MB/s');
    expect(progressText(zh, transfer)).toBe('42%,共 10 MB');
  });

  it('tells what it waits for', () => {
    expect(progressText(en, { ...transfer, stage: 'waiting' })).toBe('waiting');
    expect(progressText(zh, { ...transfer, stage: 'checking' })).toBe('校验中');
  });
});

describe('errors', () => {
  const codes = [
    'not-attached',
    'quota-full',
    'blob-incomplete',
    'blob-complete',
    'empty-file',
    'too-large',
    'disk-full',
    'file-gone',
    'file-expired',
    'not-opened',
    'not-picture',
    'not-voice',
    'not-hidden',
    'nothing-hidden',
    'cancelled',
    'over-quota',
    'too-many-files',
    'server-full',
    'damaged',
    'lost',
    'refused',
    'no-text',
    'text-file',
    'out-file',
  ];

  it.each(codes)('has words for %s in both languages', (code) => {
    expect(en.error(code)).not.toBe(code);
    expect(zh.error(code)).toMatch(/[\u4e00-\u9fff]/);
  });

  it('are, of a message whose file was not uploaded, those of the file', () => {
    const file = { kind: 'file', name: 'n', size: 1, type: 't', state: 'upload-failed' } as const;
    expect(sendError('not-uploaded', { ...file, problem: 'quota-full' })).toEqual(new CliError('quota-full'));
    expect(sendError('not-uploaded', file)).toEqual(new CliError('refused'));
    expect(sendError('not-member', undefined)).toEqual(new ContractError('not-allowed'));
  });

  it('have codes for scripts', () => {
    expect([errorCodeOf(new CliError('lost')), exitCodeOf(new CliError('lost'))]).toEqual(['lost', ExitCode.refused]);
    expect(exitCodeOf(new CliError('out-file'))).toBe(ExitCode.usage);
    expect(exitCodeOf(new ContractError('nothing-hidden'))).toBe(ExitCode.refused);
    expect(exitCodeOf(new ContractError('disk-full'))).toBe(ExitCode.failure);
  });
});
