import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { changeLanguage } from '../../i18n/i18n.ts';
import { totalUnread } from '../../model/order.ts';
import { useConversations, useLanguage, useSettings, useStores } from '../../stores/context.tsx';

const dark = '(prefers-color-scheme: dark)';
const ROOT_FONT_PX = 16;

/** Keeps what belongs to the document as the settings and the unread count want it. */
export function useDocument(): void {
  useLanguageOfDocument();
  useTheme();
  useScale();
  useTitle();
  useFlushOnLeave();
}

function useLanguageOfDocument(): void {
  const language = useLanguage();
  useEffect(() => {
    void changeLanguage(language);
  }, [language]);
}

function useTheme(): void {
  const theme = useSettings((state) => state.settings.theme);
  useEffect(() => {
    const system = matchMedia(dark);
    const show = () => {
      const shown = theme === 'system' ? (system.matches ? 'dark' : 'light') : theme;
      document.documentElement.dataset.theme = shown;
    };
    show();
    system.addEventListener('change', show);
    return () => system.removeEventListener('change', show);
  }, [theme]);
}

function useScale(): void {
  const scale = useSettings((state) => state.settings.scale);
  useEffect(() => {
    document.documentElement.style.fontSize = `${(ROOT_FONT_PX * scale) / 100}px`;
  }, [scale]);
}

function useTitle(): void {
  const { t } = useTranslation();
  const unread = useConversations((state) => totalUnread(state.conversations.values()));
  const title = unread > 0 ? t('app.titleUnread', { count: unread }) : t('app.title');
  useEffect(() => {
    document.title = title;
  }, [title]);
}

/** What is typed and not stored yet is stored when the page goes away or is no longer looked at. */
function useFlushOnLeave(): void {
  const stores = useStores();
  useEffect(() => {
    const flush = () => stores.inBackground(stores.drafts.getState().flush());
    window.addEventListener('pagehide', flush);
    document.addEventListener('visibilitychange', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      document.removeEventListener('visibilitychange', flush);
    };
  }, [stores]);
}
