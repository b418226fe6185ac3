import { useTranslation } from 'react-i18next';
import { Banner } from '../../components/Banner/Banner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { useSession, useStores } from '../../stores/context.tsx';

/** Leads back to the recovery code until it is confirmed. */
export function RecoveryBanner() {
  const { t } = useTranslation();
  const { session } = useStores();
  const isDue = useSession((state) => state.session?.isRecoveryConfirmed === false);
  if (!isDue) return null;
  return (
    <Banner
      strip
      look="info"
      actions={
        <Button look="quiet" onClick={() => session.getState().setAsksRecovery(true)}>
          {t('recovery.toPage')}
        </Button>
      }
    >
      {t('recovery.banner')}
    </Banner>
  );
}
