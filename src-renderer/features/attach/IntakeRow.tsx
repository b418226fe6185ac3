import { RotateCw, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ConversationId } from '../../../src-main/contract/model.ts';
import { IconButton } from '../../components/Button/Button.tsx';
import { useText } from '../../hooks/useText.ts';
import { amountOf } from '../../model/amount.ts';
import { type Intake, intakeFailureText, isForGood, pictureProblemText } from '../../model/staged.ts';
import { useLanguage, useStores } from '../../stores/context.tsx';
import { FileIcon } from '../media/FileIcon.tsx';
import { FileName } from '../media/FileName.tsx';
import styles from './Attach.module.css';

/** A file, on its way in or ready, or what is wrong with it. */
export function IntakeRow({ chat, item }: { chat: ConversationId; item: Intake }) {
  const { t } = useTranslation();
  const { staging } = useStores();
  const { key, name, failure } = item;
  const canRetry = failure !== undefined && !isForGood(failure);
  return (
    <li className={styles.row} data-failed={failure ? true : undefined}>
      <Face item={item} />
      <div className={styles.about}>
        <FileName name={item.staged?.name ?? name} />
        <Status item={item} />
      </div>
      {canRetry && (
        <IconButton
          label={t('action.retry')}
          icon={<RotateCw size="1.125rem" />}
          onClick={() => staging.getState().again(chat, key)}
        />
      )}
      <IconButton
        label={t('attach.removeNamed', { name })}
        hint={t('attach.remove')}
        icon={<X size="1.125rem" />}
        onClick={() => staging.getState().remove(chat, key)}
      />
    </li>
  );
}

/** A picture that goes as a file is shown all the same. */
function Face({ item: { staged, name } }: { item: Intake }) {
  const { mediaUrl } = useStores();
  if (!staged?.picture) return <FileIcon name={name} />;
  return (
    <img
      className={styles.face}
      src={mediaUrl({ of: 'staged', id: staged.id, part: 'thumbnail' })}
      alt=""
      draggable={false}
    />
  );
}

function Status({ item: { size, done, staged, failure } }: { item: Intake }) {
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  if (failure) {
    return (
      <p className={styles.failed} role="alert">
        {text(intakeFailureText(failure))}
      </p>
    );
  }
  if (!staged) {
    return (
      <>
        <p className={styles.size}>
          {t('transfer.done', { done: amountOf(done, language), total: amountOf(size, language) })}
        </p>
        <progress className={styles.progress} max={size} value={done} aria-label={t('transfer.progress')} />
      </>
    );
  }
  return (
    <>
      <p className={styles.size}>{amountOf(staged.size, language)}</p>
      {staged.pictureProblem && <p className={styles.hint}>{text(pictureProblemText(staged.pictureProblem))}</p>}
    </>
  );
}
