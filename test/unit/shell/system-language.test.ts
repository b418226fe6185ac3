import { expect, it } from 'vitest';
import { nearestLanguage, systemLanguage } from '../../../src-main/shell/system-language.ts';

it.each([
  ['zh-CN', 'zh-CN'],
  ['zh-Hant-TW', 'zh-CN'],
  ['zh', 'zh-CN'],
  ['zh_TW.Big5', 'zh-CN'],
  ['ZH-cn', 'zh-CN'],
  ['en-GB', 'en'],
  ['fr', 'en'],
  ['en-US-u-va-posix', 'en'],
  ['zha', 'en'],
  ['und', 'en'],
  ['', 'en'],
  ['C', 'en'],
  ['not a locale', 'en'],
])('speaks to %j in %s', (locale, language) => expect(nearestLanguage(locale)).toBe(language));

it.each([
  [{ LANG: 'zh_CN.UTF-8' }, 'zh-CN'],
  [{ LC_ALL: '', LANG: 'zh_CN.UTF-8' }, 'zh-CN'],
  [{ LC_ALL: '', LC_MESSAGES: '', LANG: 'zh_CN.GBK' }, 'zh-CN'],
  [{ LANG: 'zh_TW.Big5' }, 'zh-CN'],
  [{ LANG: 'zh_CN@radical' }, 'zh-CN'],
  [{ LC_MESSAGES: 'zh_CN', LANG: 'en_US' }, 'zh-CN'],
  [{ LC_ALL: 'en_US.UTF-8', LANG: 'zh_CN.UTF-8' }, 'en'],
  [{ LC_ALL: 'C', LANG: 'zh_CN.UTF-8' }, 'en'],
  [{ LANG: 'C.UTF-8' }, 'en'],
  [{ LANG: 'POSIX' }, 'en'],
  [{ LANG: 'bogus' }, 'en'],
  [{ LANG: 'en_US.UTF-8', LANGUAGE: 'zh_CN:en' }, 'zh-CN'],
  [{ LANG: 'de_DE.UTF-8', LANGUAGE: 'de:zh_CN' }, 'zh-CN'],
  [{ LANG: 'zh_CN.UTF-8', LANGUAGE: 'en_GB:zh_CN' }, 'en'],
  [{ LANG: 'C', LANGUAGE: 'zh_CN:en' }, 'en'],
  [{ LANG: 'zh_CN.UTF-8', LANGUAGE: '' }, 'zh-CN'],
] as const)('finds in %j that it is %s', (env, language) => {
  expect(systemLanguage(env, () => (language === 'en' ? 'zh-CN' : 'en'))).toBe(language);
});

it.each([
  ['zh-Hans-CN', 'zh-CN'],
  ['und', 'en'],
] as const)('asks the system where no variable says it: %s', (locale, language) => {
  expect(systemLanguage({ LC_ALL: '', LANG: '' }, () => locale)).toBe(language);
});
