import process from 'node:process';
import type { Language } from '../contract/settings.ts';

/** The language that Miyu speaks nearest to a locale such as `zh-Hant-TW`, `zh_CN.UTF-8` or `fr`. Takes any text. */
export function nearestLanguage(locale: string): Language {
  return speaks('zh', locale) ? 'zh-CN' : 'en';
}

/**
 * The language of whoever runs this program: what the variables for it say, else what the system says. A variable that is set and empty
 * counts as unset.
 */
export function systemLanguage(env: NodeJS.ProcessEnv = process.env, system: () => string = systemLocale): Language {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  // the list of languages counts only where any language but the computer's own is wanted
  if (/^(C|POSIX)($|[.@])/.test(locale)) return 'en';
  const wished = [...(env.LANGUAGE ?? '').split(':'), locale].find((each) => speaks('zh', each) || speaks('en', each));
  return nearestLanguage(wished ?? (locale || system()));
}

/** Node takes it from Windows and macOS; elsewhere from variables, which are empty when it is asked. */
function systemLocale(): string {
  return new Intl.DateTimeFormat().resolvedOptions().locale;
}

function speaks(language: string, locale: string): boolean {
  return new RegExp(`^${language}($|[-_.@])`, 'i').test(locale.trim());
}
