import { afterEach, expect, it, vi } from 'vitest';
import { copyToClipboard } from '../../../src-renderer/model/clipboard.ts';

afterEach(() => vi.unstubAllGlobals());

function systemThat(writeText: (text: string) => Promise<void>): void {
  vi.stubGlobal('navigator', { clipboard: { writeText } });
}

it('copies a text', async () => {
  const copied: string[] = [];
  systemThat(async (text) => void copied.push(text));
  await copyToClipboard('你好');
  expect(copied).toEqual(['你好']);
});

it('says so when the system does not take it', async () => {
  systemThat(() => Promise.reject(new DOMException('not focused', 'NotAllowedError')));
  await expect(copyToClipboard('你好')).rejects.toMatchObject({ code: 'clipboard' });
});
