import { useTranslation } from 'react-i18next';
import { Banner } from '../../components/Banner/Banner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { useSettings, useStores } from '../../stores/context.tsx';

/** Says that settings or the list of accounts were damaged, and where the damaged file is. */
export function SetAsideBanner({ strip = false }: { strip?: boolean }) {
  const { t } = useTranslation();
  const { settings } = useStores();
  const files = useSettings((state) => state.setAside);
  if (files.length === 0) return null;
  return (
    <Banner
      strip={strip}
      look="warning"
      actions={
        <Button look="quiet" onClick={() => settings.getState().dismissSetAside()}>
          {t('action.dismiss')}
        </Button>
      }
    >
      {t('app.setAside', { files: files.join(', ') })}
    </Banner>
  );
}
