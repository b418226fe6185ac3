import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../src-main/contract/settings.ts';
import { useSettings, useStores } from '../../stores/context.tsx';

/** The choices of language and theme, as every control for them needs them. */
export function useAppearance() {
  const { t } = useTranslation();
  const stores = useStores();
  const settings = useSettings((state) => state.settings);

  function change(patch: Partial<Settings>): void {
    stores.inBackground(stores.settings.getState().change(patch));
  }

  return {
    language: {
      label: t('settings.language'),
      value: settings.language,
      onChange: (language: Settings['language']) => change({ language }),
      options: [
        { value: 'system', label: t('settings.languageSystem') },
        { value: 'zh-CN', label: t('settings.languageZh') },
        { value: 'en', label: t('settings.languageEn') },
      ] satisfies { value: Settings['language']; label: string }[],
    },
    theme: {
      label: t('settings.theme'),
      value: settings.theme,
      onChange: (theme: Settings['theme']) => change({ theme }),
      options: [
        { value: 'system', label: t('settings.themeSystem') },
        { value: 'light', label: t('settings.themeLight') },
        { value: 'dark', label: t('settings.themeDark') },
      ] satisfies { value: Settings['theme']; label: string }[],
    },
  };
}
