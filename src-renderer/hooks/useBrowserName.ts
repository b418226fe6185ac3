import { useTranslation } from 'react-i18next';
import type { UserAgent } from '../../src-main/contract/browsers.ts';

/** Says which browser something is, as far as that is known. */
export function useBrowserName(): (agent: UserAgent) => string {
  const { t } = useTranslation();
  return ({ browser, system }) => {
    if (browser && system) return t('browsers.name', { browser, system });
    return browser ?? t('browsers.unknown');
  };
}
