import type { Language } from '../contract/settings.ts';

/** The language that Miyu speaks nearest to a locale such as `zh-Hant-TW` or `fr`. */
export function nearestLanguage(locale: string): Language {
  return new Intl.Locale(locale).language === 'zh' ? 'zh-CN' : 'en';
}
