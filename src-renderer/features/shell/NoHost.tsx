import { Unplug } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ShutOut } from '../../bridge/shut-out.ts';
import { Button } from '../../components/Button/Button.tsx';
import { EmptyState } from '../../components/EmptyState/EmptyState.tsx';
import styles from './NoHost.module.css';

export function NoHost({ why }: { why: ShutOut }) {
  const { t } = useTranslation();
  return (
    <main className={styles.page}>
      <EmptyState icon={Unplug} title={t(`link.${why}.title`)} text={t(`link.${why}.text`)}>
        {why === 'away' && <Button onClick={() => location.reload()}>{t('action.retry')}</Button>}
      </EmptyState>
    </main>
  );
}
