import { useTranslation } from 'react-i18next';
import { Banner } from '../../components/Banner/Banner.tsx';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { isolate } from '../../model/names.ts';
import { CodeScanner } from './CodeScanner.tsx';
import styles from './SafetyDialog.module.css';
import type { Person } from './SafetyDialog.tsx';
import { type Scanned, useScan } from './useScan.ts';

const looks: Record<Scanned, 'success' | 'danger' | 'warning'> = {
  match: 'success',
  mismatch: 'danger',
  'other-person': 'warning',
  'no-code': 'warning',
  'no-picture': 'warning',
};

/** Reads the QR code of the other person, by camera or from a picture. */
export function ScanTab({ person }: { person: Person }) {
  const { t } = useTranslation();
  const name = isolate(person.name);
  const codes = useScan(person.account);
  const { result, failure } = codes;
  return (
    <>
      <p className={styles.text}>{t('trust.scanText', { name })}</p>
      <CodeScanner codes={codes} />
      <FailureBanner failure={failure} />
      {result && <Banner look={looks[result]}>{t(`trust.scan.${result}`, { name })}</Banner>}
    </>
  );
}
