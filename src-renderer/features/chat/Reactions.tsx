import { useTranslation } from 'react-i18next';
import type { Message, Reaction } from '../../../src-main/contract/model.ts';
import { Tooltip } from '../../components/Tooltip/Tooltip.tsx';
import { useAskFor, useLineNames } from '../../hooks/useNames.ts';
import { useStores } from '../../stores/context.tsx';
import { useOpenChat } from './ChatContext.tsx';
import styles from './Reactions.module.css';

/** What others make of a message, below it. Tab goes there from the message that had the focus last. */
export function Reactions({ message: { id, reactions }, tabIndex }: { message: Message; tabIndex: 0 | -1 }) {
  const { t } = useTranslation();
  if (reactions.length === 0) return null;
  return (
    <ul className={styles.reactions} aria-label={t('reaction.list')}>
      {reactions.map((reaction) => (
        <li key={reaction.emoji}>
          <ReactionButton message={id} reaction={reaction} tabIndex={tabIndex} />
        </li>
      ))}
    </ul>
  );
}

interface ReactionButtonProps {
  message: Message['id'];
  reaction: Reaction;
  tabIndex: 0 | -1;
}

function ReactionButton({ message, reaction: { emoji, by }, tabIndex }: ReactionButtonProps) {
  const { t } = useTranslation();
  const stores = useStores();
  const { me, names, canWrite } = useOpenChat();
  const lineNames = useLineNames(names);
  useAskFor(names, by);
  const isOn = by.some((account) => account === me);
  const who = lineNames.to(by);
  return (
    <Tooltip text={who}>
      <button
        type="button"
        className={styles.reaction}
        tabIndex={tabIndex}
        aria-pressed={isOn}
        aria-label={t('reaction.by', { emoji, names: who, count: by.length })}
        disabled={!canWrite}
        onClick={() => stores.inBackground(stores.messages.getState().react(message, emoji, !isOn))}
      >
        <span aria-hidden="true">{emoji}</span>
        {by.length}
      </button>
    </Tooltip>
  );
}
