import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '../../components/Banner/Banner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { isolate } from '../../model/names.ts';
import { useStores, useUi } from '../../stores/context.tsx';

const SHOWN_MS = 8000;

/** What has just been done where nothing else shows it; gone after a moment. */
export function DoneBanner() {
  const { t } = useTranslation();
  const stores = useStores();
  const done = useUi((state) => state.done);
  const { setDone } = stores.ui.getState();

  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [done, setDone]);

  if (!done) return null;
  const show = () => stores.inBackground(stores.transfers.getState().show());
  return (
    <Banner
      strip
      look="success"
      actions={
        <>
          {done.what === 'saved' && (
            <Button look="quiet" onClick={show}>
              {t('media.show')}
            </Button>
          )}
          <Button look="quiet" onClick={() => setDone(undefined)}>
            {t('action.dismiss')}
          </Button>
        </>
      }
    >
      {done.what === 'saved' ? t('media.saved', { name: isolate(done.name) }) : t('media.stickerAdded')}
    </Banner>
  );
}
