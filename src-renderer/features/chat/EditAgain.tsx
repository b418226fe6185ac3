import { useTranslation } from 'react-i18next';
import { Button } from '../../components/Button/Button.tsx';
import type { SystemMessage } from '../../model/lines.ts';
import { useStores } from '../../stores/context.tsx';
import { useOpenChat } from './ChatContext.tsx';
import { focusEditor } from './focusEditor.ts';

/** Puts what a recalled message said into the editor again, below what is there. */
export function EditAgain({ message: { conversation, text }, tabIndex }: { message: SystemMessage; tabIndex: 0 | -1 }) {
  const { t } = useTranslation();
  const { drafts, conversations } = useStores();
  const { canWrite } = useOpenChat();
  if (!text || !canWrite) return null;

  function edit(): void {
    const stored = conversations.getState().conversations.get(conversation)?.draft ?? '';
    const draft = drafts.getState().texts.get(conversation) ?? stored;
    drafts.getState().type(conversation, draft.trim() ? `${draft.trimEnd()}\n${text}` : text);
    focusEditor();
  }

  return (
    <Button look="quiet" tabIndex={tabIndex} onClick={edit}>
      {t('line.editAgain')}
    </Button>
  );
}
