import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../../src-main/contract/model.ts';
import { useText } from '../../hooks/useText.ts';
import { previewOf } from '../../model/lines.ts';
import { nameOf } from '../../model/names.ts';

/** Reads a new message of the open chat out. The list itself cannot: scrolling would read it out again. */
export function Announcement({ conversation: { last, profile } }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const text = useText();
  return (
    <p className="visually-hidden" aria-live="polite">
      {last && !last.own ? t('chat.received', { name: nameOf(profile), text: text(previewOf(last)) }) : ''}
    </p>
  );
}
