import { useTranslation } from 'react-i18next';
import { Banner } from '../../components/Banner/Banner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { useBrowserName } from '../../hooks/useBrowserName.ts';
import { fullTime } from '../../model/time.ts';
import { newBrowser } from '../../stores/browsers.ts';
import { useBrowsers, useLanguage, useStores } from '../../stores/context.tsx';

/** Says that somebody has opened Miyu beside this tab, until the person has taken note of it or ended it. */
export function NewBrowserBanner() {
  const { t } = useTranslation();
  const stores = useStores();
  const language = useLanguage();
  const nameOf = useBrowserName();
  const opened = useBrowsers(newBrowser);
  if (!opened) return null;
  const { end, note } = stores.browsers.getState();
  return (
    <Banner
      strip
      look="warning"
      actions={
        <>
          <Button look="quiet" onClick={() => stores.inBackground(end(opened.id))}>
            {t('browsers.endIt')}
          </Button>
          <Button look="quiet" onClick={() => stores.inBackground(note(opened.id))}>
            {t('browsers.ok')}
          </Button>
        </>
      }
    >
      {t('browsers.opened', { name: nameOf(opened), time: fullTime(opened.since, language) })}
    </Banner>
  );
}
