import { LockKeyhole, LockKeyholeOpen, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationId } from '../../../src-main/contract/model.ts';
import { useText } from '../../hooks/useText.ts';
import { amountOf } from '../../model/amount.ts';
import { hidingIn, hidingProblemText, type Intake, intakeFailureText } from '../../model/staged.ts';
import { useLanguage, useStores } from '../../stores/context.tsx';
import { CornerButton } from '../media/CornerButton.tsx';
import { FileName } from '../media/FileName.tsx';
import styles from './Attach.module.css';

interface PictureTileProps {
  chat: ConversationId;
  item: Intake;
  /** it has the place for itself: the small picture would look coarse */
  isAlone: boolean;
  onHide(key: number): void;
}

/** A picture as it will be seen. */
export function PictureTile({ chat, item, isAlone, onHide }: PictureTileProps) {
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  const { mediaUrl, staging } = useStores();
  // what is shown does not change while others come and go
  const [isWhole, setWhole] = useState(isAlone);
  const { key, staged, failure } = item;
  if (!staged) return null;
  const { id, name, size } = staged;
  return (
    <li className={styles.tile}>
      <img
        src={mediaUrl({ of: 'staged', id, part: isWhole ? 'full' : 'thumbnail' })}
        alt={name}
        draggable={false}
        onError={() => setWhole(false)}
      />
      <span className={styles.corner}>
        <HideButton item={item} onHide={onHide} />
        <CornerButton
          label={t('attach.removeNamed', { name })}
          hint={t('attach.remove')}
          onClick={() => staging.getState().remove(chat, key)}
        >
          <X size="1rem" aria-hidden="true" />
        </CornerButton>
      </span>
      <span className={styles.label}>
        <FileName name={name} />
        <span className={styles.size}>{amountOf(size, language)}</span>
      </span>
      {failure && (
        <p className={styles.failed} role="alert">
          {text(intakeFailureText(failure))}
        </p>
      )}
    </li>
  );
}

/** Hides a text in the picture, shows that there is one, or says why there cannot be. */
function HideButton({ item, onHide }: Pick<PictureTileProps, 'item' | 'onHide'>) {
  const { t } = useTranslation();
  const text = useText();
  const hiding = hidingIn(item);
  if (!hiding) return null;
  const problem = 'problem' in hiding ? text(hidingProblemText(hiding.problem)) : undefined;
  const isDone = item.staged?.hidesText ?? false;
  const label = isDone ? t('hide.change') : t('hide.open');
  const Icon = isDone ? LockKeyhole : LockKeyholeOpen;
  return (
    <CornerButton
      label={problem ? `${label} ${problem}` : label}
      hint={problem ?? label}
      isDone={isDone}
      aria-disabled={problem !== undefined || undefined}
      onClick={() => {
        if (problem === undefined) onHide(item.key);
      }}
    >
      <Icon size="1rem" aria-hidden="true" />
    </CornerButton>
  );
}
