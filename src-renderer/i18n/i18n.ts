import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from '../../resources/locales/en.json';
import zhCN from '../../resources/locales/zh-CN.json';
import type { Language } from '../../src-main/contract/settings.ts';

/** Loads both languages; they are small, so that switching needs no loading. */
export async function startI18n(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { 'zh-CN': { translation: zhCN }, en: { translation: en } },
    // React escapes what it renders
    interpolation: { escapeValue: false },
  });
  showLanguage(language);
}

/** Switches every text, and tells screen readers and font selection. */
export async function changeLanguage(language: Language): Promise<void> {
  await i18next.changeLanguage(language);
  showLanguage(language);
}

function showLanguage(language: Language): void {
  document.documentElement.lang = language;
}
