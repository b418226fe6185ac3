import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../../src-main/contract/model.ts';
import { useLineNames } from '../../hooks/useNames.ts';
import { useText } from '../../hooks/useText.ts';
import { previewOf } from '../../model/lines.ts';
import { useOpenChat } from './ChatContext.tsx';

/** Reads a new message of the open chat out. The list itself cannot: scrolling would read it out again. */
export function Announcement({ conversation: { last } }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const text = useText();
  const { names } = useOpenChat();
  const lineNames = useLineNames(names);
  return (
    <p className="visually-hidden" aria-live="polite">
      {last && !last.own && spoken(last)}
    </p>
  );

  function spoken(line: NonNullable<Conversation['last']>): string {
    const said = text(previewOf(line, lineNames));
    const isWritten = line.kind === 'text' || line.kind === 'notice';
    return isWritten ? t('chat.received', { name: names.of(line.author), text: said }) : said;
  }
}
