import { Printer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../../src-main/contract/model.ts';
import { Button } from '../../components/Button/Button.tsx';
import { CopyButton } from '../../components/CopyButton/CopyButton.tsx';
import { SaveButton } from '../../components/SaveButton/SaveButton.tsx';
import { formatAddress } from '../../model/address.ts';
import { fileNameFor } from '../../model/file-name.ts';
import { nameOf } from '../../model/names.ts';
import styles from './CodeSheet.module.css';

/** A recovery code with the ways to keep it outside of this machine. What is printed is this alone. */
export function CodeSheet({ code, session: { profile, server } }: { code: string; session: Session }) {
  const { t } = useTranslation();
  const file = t('recovery.file', {
    name: nameOf(profile),
    account: profile.account,
    server: server.name,
    address: formatAddress(server),
    code,
  });
  return (
    <section className={styles.sheet} aria-label={t('recovery.code')}>
      <p className={styles.whose}>
        {t('recovery.whose', { name: profile.name, account: profile.account, server: server.name })}
      </p>
      <ol className={styles.code} aria-label={t('recovery.code')}>
        {code.split('-').map((group) => (
          <li key={group}>{group}</li>
        ))}
      </ol>
      <div className={styles.ways}>
        <CopyButton text={code} label={t('action.copy')} />
        <SaveButton
          label={t('recovery.save')}
          fileName={fileNameFor(profile, 'txt', t('recovery.fileName'))}
          type="text/plain"
          text={file}
        />
        <Button onClick={() => window.print()}>
          <Printer size="1rem" aria-hidden="true" />
          {t('recovery.print')}
        </Button>
      </div>
    </section>
  );
}
