import { Unplug } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/Button/Button.tsx';
import { EmptyState } from '../../components/EmptyState/EmptyState.tsx';
import styles from './NoHost.module.css';

export function NoHost() {
  const { t } = useTranslation();
  return (
    <main className={styles.page}>
      <EmptyState icon={Unplug} title={t('link.title')} text={t('link.text')}>
        <Button onClick={() => location.reload()}>{t('action.retry')}</Button>
      </EmptyState>
    </main>
  );
}
