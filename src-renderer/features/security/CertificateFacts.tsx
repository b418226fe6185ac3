import { useTranslation } from 'react-i18next';
import type { CertificateView } from '../../../src-main/contract/model.ts';
import { CopyButton } from '../../components/CopyButton/CopyButton.tsx';
import { SaveButton } from '../../components/SaveButton/SaveButton.tsx';
import { fileNameFor } from '../../model/file-name.ts';
import { fullDay } from '../../model/time.ts';
import { useLanguage } from '../../stores/context.tsx';
import styles from './CertificateFacts.module.css';

/** What a certificate says, and the certificate itself to take along. */
export function CertificateFacts({ certificate }: { certificate: CertificateView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { validFrom, validTo } = certificate;
  const facts = [
    { label: t('contacts.userName'), value: certificate.name },
    { label: t('contacts.number'), value: String(certificate.account) },
    { label: t('certificate.issuer'), value: certificate.issuer },
    {
      label: t('certificate.validity'),
      value: t('certificate.fromTo', { from: fullDay(validFrom, language), to: fullDay(validTo, language) }),
    },
    { label: t('certificate.serial'), value: certificate.serial, isCode: true },
    { label: t('certificate.fingerprint'), value: certificate.fingerprint, isCode: true },
    { label: t('certificate.identity'), value: certificate.identityFingerprint, isCode: true },
  ];
  return (
    <>
      <dl className={styles.facts}>
        {facts.map(({ label, value, isCode }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd data-code={isCode}>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      <div className={styles.actions}>
        <SaveButton
          label={t('certificate.save')}
          fileName={fileNameFor(certificate, 'pem')}
          type="application/x-pem-file"
          text={certificate.pem}
        />
        <CopyButton text={certificate.pem} label={t('certificate.copy')} />
      </div>
    </>
  );
}
