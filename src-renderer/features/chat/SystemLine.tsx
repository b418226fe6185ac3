import { CircleHelp, type LucideIcon, MailX, ShieldAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Profile } from '../../../src-main/contract/model.ts';
import { Button } from '../../components/Button/Button.tsx';
import { useText } from '../../hooks/useText.ts';
import { type SystemMessage, systemText } from '../../model/lines.ts';
import { isolate, nameOf } from '../../model/names.ts';
import { fullTime } from '../../model/time.ts';
import { useLanguage, useStores } from '../../stores/context.tsx';
import styles from './SystemLine.module.css';

const icons: Record<SystemMessage['kind'], LucideIcon> = {
  'keys-changed': ShieldAlert,
  unreadable: MailX,
  missing: CircleHelp,
};

interface SystemLineProps {
  message: SystemMessage;
  /** the other person */
  profile: Profile;
  tabIndex: 0 | -1;
  onFocus(): void;
}

/** A line that nobody wrote: new keys, or messages that could not be had. */
export function SystemLine({ message, profile, tabIndex, onFocus }: SystemLineProps) {
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  const { ui } = useStores();
  const name = nameOf(profile);
  const Icon = icons[message.kind];
  return (
    <div
      className={styles.line}
      role="note"
      tabIndex={tabIndex}
      data-message={message.id}
      data-kind={message.kind}
      onFocus={onFocus}
      title={fullTime(message.sentAt, language)}
    >
      <Icon size="1rem" aria-hidden="true" />
      <p className={styles.text}>
        {text(systemText(message, isolate(name)))}{' '}
        {message.kind === 'keys-changed' && (
          <Button
            look="quiet"
            onClick={() => ui.getState().openDialog({ kind: 'safety', account: profile.account, name })}
          >
            {t('trust.compare')}
          </Button>
        )}
      </p>
    </div>
  );
}
