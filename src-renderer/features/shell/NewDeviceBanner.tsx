import { useTranslation } from 'react-i18next';
import { Banner } from '../../components/Banner/Banner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { isolate } from '../../model/names.ts';
import { fullTime } from '../../model/time.ts';
import { useLanguage, useSession, useStores } from '../../stores/context.tsx';

/** Somebody signed in on another device with this account: the person, or who has their password. */
export function NewDeviceBanner() {
  const { t } = useTranslation();
  const language = useLanguage();
  const stores = useStores();
  const devices = useSession((state) => state.session?.newDevices);
  const [newest, ...others] = devices ?? [];
  if (!devices || !newest) return null;
  const name = newest.name === '' ? t('newDevice.unnamed') : isolate(newest.name);
  const values = { name, time: fullTime(newest.time, language), count: others.length + 1 };
  const dismiss = () => stores.inBackground(stores.session.getState().dismissNewDevices(devices));
  return (
    <Banner
      strip
      look="warning"
      actions={
        <>
          <Button look="quiet" onClick={() => stores.ui.getState().showSettings('security')}>
            {t('newDevice.look')}
          </Button>
          <Button look="quiet" onClick={dismiss}>
            {t('action.dismiss')}
          </Button>
        </>
      }
    >
      {others.length > 0 ? t('newDevice.many', values) : t('newDevice.one', values)}
    </Banner>
  );
}
