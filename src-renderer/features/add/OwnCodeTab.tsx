import { useTranslation } from 'react-i18next';
import { LoadState } from '../../components/Banner/LoadState.tsx';
import { CopyButton } from '../../components/CopyButton/CopyButton.tsx';
import { QrPicture } from '../../components/QrPicture/QrPicture.tsx';
import { useLoad } from '../../hooks/useLoad.ts';
import { nameOf } from '../../model/names.ts';
import { useSession, useStores } from '../../stores/context.tsx';
import styles from './Add.module.css';

/** What others scan, or open, to add the person here. */
export function OwnCodeTab() {
  const { t } = useTranslation();
  const { contacts } = useStores();
  const profile = useSession((state) => state.session?.profile);
  const load = useLoad(contacts.getState().ownLink);
  const link = load.value;
  if (!profile) return null;
  if (link === undefined) return <LoadState load={load} />;
  return (
    <div className={styles.own}>
      <p className={styles.text}>{t('add.mineText')}</p>
      <QrPicture text={link} label={t('add.mineCode')} />
      <p>
        <bdi>{nameOf(profile)}</bdi> · {t('add.number', { account: profile.account })}
      </p>
      <p className={styles.link}>{link}</p>
      <CopyButton text={link} label={t('add.copyLink')} />
    </div>
  );
}
