import { Check, CheckCheck, CircleAlert, Clock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { MessageState } from '../../../src-main/contract/model.ts';
import styles from './MessageStateIcon.module.css';

const icons = { sending: Clock, sent: Check, delivered: CheckCheck, failed: CircleAlert };

/** How far an own message has come. */
export function MessageStateIcon({ state }: { state: MessageState }) {
  const { t } = useTranslation();
  if (state === 'received') return null;
  const Icon = icons[state];
  return (
    <>
      <Icon className={styles.icon} data-state={state} size="0.875rem" aria-hidden="true" />
      <span className="visually-hidden">{t(`messageState.${state}`)}</span>
    </>
  );
}
