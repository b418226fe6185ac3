import { expect, it } from 'vitest';
import { nearestLanguage } from '../../../src-main/shell/system-language.ts';

it.each([
  ['zh-CN', 'zh-CN'],
  ['zh-Hant-TW', 'zh-CN'],
  ['en-GB', 'en'],
  ['fr', 'en'],
  ['en-US-u-va-posix', 'en'],
])('speaks to %s in %s', (locale, language) => expect(nearestLanguage(locale)).toBe(language));
