import { useTranslation } from 'react-i18next';
import { Banner } from '../../components/Banner/Banner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { isolate } from '../../model/names.ts';
import { AuthFrame } from '../login/AuthFrame.tsx';
import styles from './ServerPage.module.css';

export function ServerChanged({ address, onBack }: { address: string; onBack(): void }) {
  const { t } = useTranslation();
  return (
    <AuthFrame title={t('server.changedTitle')} onBack={onBack}>
      <Banner look="danger">{t('server.changedText', { address: isolate(address) })}</Banner>
      <p className={styles.advice}>{t('server.changedAdvice')}</p>
      <div className={styles.actions}>
        <Button wide onClick={onBack}>
          {t('action.back')}
        </Button>
      </div>
    </AuthFrame>
  );
}
