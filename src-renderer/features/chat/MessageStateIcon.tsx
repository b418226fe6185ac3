import { Check, CheckCheck, CircleAlert, Clock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { MessageState } from '../../../src-main/contract/model.ts';
import { useSettings } from '../../stores/context.tsx';
import styles from './MessageStateIcon.module.css';

const icons = { sending: Clock, sent: Check, delivered: CheckCheck, read: CheckCheck, failed: CircleAlert };

/** How far an own message has come. */
export function MessageStateIcon({ state: reached }: { state: MessageState }) {
  const { t } = useTranslation();
  const showsRead = useSettings((settings) => settings.settings.readReceipts);
  // whoever does not tell what they have read does not see it of others
  const state = reached === 'read' && !showsRead ? 'delivered' : reached;
  if (state === 'received') return null;
  const Icon = icons[state];
  return (
    <>
      <Icon className={styles.icon} data-state={state} size="0.875rem" aria-hidden="true" />
      <span className="visually-hidden">{t(`messageState.${state}`)}</span>
    </>
  );
}
