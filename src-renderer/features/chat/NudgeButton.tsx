import { Vibrate } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { AccountId } from '../../../src-main/contract/model.ts';
import { IconButton } from '../../components/Button/Button.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { useText } from '../../hooks/useText.ts';
import { useWait } from '../../hooks/useWait.ts';
import { failureText } from '../../model/failure.ts';
import { useStores } from '../../stores/context.tsx';
import styles from './Editor.module.css';

/** Shakes the friend's window; not again within some seconds. */
export function NudgeButton({ account }: { account: AccountId }) {
  const { t } = useTranslation();
  const text = useText();
  const { messages } = useStores();
  const { busy, failure, run } = useTask();
  const wait = useWait(failure);
  const isEarly = failure?.code === 'rate-limited';
  const problem = isEarly ? wait > 0 && t('nudge.wait', { count: wait }) : failure && text(failureText(failure));
  return (
    <>
      <IconButton
        label={t('nudge.send')}
        icon={<Vibrate size="1.25rem" />}
        disabled={busy}
        onClick={() => void run(() => messages.getState().nudge(account))}
      />
      {problem && (
        <span className={styles.problem} role="status">
          {problem}
        </span>
      )}
    </>
  );
}
