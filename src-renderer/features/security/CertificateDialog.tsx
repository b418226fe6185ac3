import { useTranslation } from 'react-i18next';
import { LoadState } from '../../components/Banner/LoadState.tsx';
import { Dialog } from '../../components/Dialog/Dialog.tsx';
import { useLoad } from '../../hooks/useLoad.ts';
import { useStores } from '../../stores/context.tsx';
import { CertificateFacts } from './CertificateFacts.tsx';

/** One's own certificate. */
export function CertificateDialog() {
  const { t } = useTranslation();
  const { security, ui } = useStores();
  const certificate = useLoad(security.getState().certificate);
  return (
    <Dialog title={t('certificate.own')} wide onClose={ui.getState().closeDialog}>
      <p>{t('certificate.text')}</p>
      {certificate.value ? <CertificateFacts certificate={certificate.value} /> : <LoadState load={certificate} />}
    </Dialog>
  );
}
