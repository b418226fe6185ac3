import {
  CircleHelp,
  type LucideIcon,
  MailX,
  MonitorSmartphone,
  ShieldAlert,
  Undo2,
  UsersRound,
  Vibrate,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type AccountId, isRoom } from '../../../src-main/contract/model.ts';
import { Button } from '../../components/Button/Button.tsx';
import { ContextMenu } from '../../components/Menu/Menu.tsx';
import { useAskFor, useLineNames } from '../../hooks/useNames.ts';
import { useText } from '../../hooks/useText.ts';
import { peopleIn, type SystemMessage, systemText } from '../../model/lines.ts';
import { fullTime } from '../../model/time.ts';
import { useLanguage, useStores } from '../../stores/context.tsx';
import { useOpenChat } from './ChatContext.tsx';
import { EditAgain } from './EditAgain.tsx';
import styles from './SystemLine.module.css';
import { useLineMenu } from './useLineMenu.tsx';

const icons: Record<SystemMessage['kind'], LucideIcon> = {
  'keys-changed': ShieldAlert,
  'new-device': MonitorSmartphone,
  unreadable: MailX,
  missing: CircleHelp,
  recalled: Undo2,
  nudge: Vibrate,
  room: UsersRound,
};

interface SystemLineProps {
  message: SystemMessage;
  tabIndex: 0 | -1;
  onFocus(): void;
}

/** A line that is no text: what somebody did, new keys, messages that could not be had. */
export function SystemLine({ message, tabIndex, onFocus }: SystemLineProps) {
  const text = useText();
  const language = useLanguage();
  const { names } = useOpenChat();
  const lineNames = useLineNames(names);
  const menu = useLineMenu(message);
  useAskFor(names, peopleOf(message));
  const Icon = icons[message.kind];
  return (
    <ContextMenu items={menu}>
      <div
        className={styles.line}
        role="note"
        tabIndex={tabIndex}
        data-message={message.id}
        data-kind={message.kind}
        data-detail={message.kind === 'new-device' ? message.detail : undefined}
        onFocus={onFocus}
        title={fullTime(message.sentAt, language)}
      >
        <Icon size="1rem" aria-hidden="true" />
        <p className={styles.text}>
          {text(systemText(message, lineNames))}{' '}
          {message.kind === 'keys-changed' && <Compare message={message} tabIndex={tabIndex} />}
          {message.kind === 'recalled' && message.own && <EditAgain message={message} tabIndex={tabIndex} />}
        </p>
      </div>
    </ContextMenu>
  );
}

/** Everybody the line names. */
function peopleOf({ author, event }: SystemMessage): AccountId[] {
  return event ? [author, ...peopleIn(event)] : [author];
}

function Compare({ message: { conversation }, tabIndex }: { message: SystemMessage; tabIndex: 0 | -1 }) {
  const { t } = useTranslation();
  const { ui } = useStores();
  const { names } = useOpenChat();
  if (isRoom(conversation)) return null;
  const name = names.of(conversation);
  return (
    <Button
      look="quiet"
      tabIndex={tabIndex}
      onClick={() => ui.getState().openDialog({ kind: 'safety', account: conversation, name })}
    >
      {t('trust.compare')}
    </Button>
  );
}
