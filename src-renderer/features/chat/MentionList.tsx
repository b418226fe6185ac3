import { useTranslation } from 'react-i18next';
import { Avatar } from '../../components/Avatar/Avatar.tsx';
import styles from './MentionList.module.css';
import type { MentionChoice, MentionPicking } from './useMentions.ts';

/** Whom one may mean by what was typed after an @; the cursor stays in the editor. */
export function MentionList({ id, mentions: { choices, index, pick } }: { id: string; mentions: MentionPicking }) {
  const { t } = useTranslation();
  if (choices.length === 0) return null;
  return (
    <div id={id} className={styles.list} role="listbox" aria-label={t('mention.title')}>
      {choices.map((choice, at) => (
        // the focus never comes here: the editor has it, and its keys move in the list
        <div
          key={choice.kind === 'all' ? 'all' : choice.member.profile.account}
          id={`${id}-${at}`}
          className={styles.choice}
          role="option"
          tabIndex={-1}
          aria-selected={at === index}
          onPointerDown={(event) => {
            event.preventDefault();
            pick(choice);
          }}
        >
          <Choice choice={choice} />
        </div>
      ))}
    </div>
  );
}

function Choice({ choice }: { choice: MentionChoice }) {
  const { t } = useTranslation();
  if (choice.kind === 'all') {
    return (
      <>
        <bdi className={styles.name}>@{choice.name}</bdi>
        <span className={styles.note}>{t('mention.allText')}</span>
      </>
    );
  }
  const { profile } = choice.member;
  return (
    <>
      <Avatar person={profile} size="tiny" />
      <bdi className={styles.name}>{choice.name}</bdi>
      <bdi className={styles.note}>{profile.name}</bdi>
    </>
  );
}
