import { EyeOff } from 'lucide-react';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { CopyButton } from '../../components/CopyButton/CopyButton.tsx';
import { PasswordField } from '../../components/Field/PasswordField.tsx';
import { TextArea } from '../../components/Field/TextArea.tsx';
import type { PictureWithText } from '../../stores/hidden-text.ts';
import styles from './Hidden.module.css';
import { useSafeView } from './useSafeView.ts';

/** Asks for the password and shows the text that a picture hides, until the window is left. */
export function SafeView({ of }: { of: PictureWithText }) {
  const view = useSafeView(of);
  return view.text === undefined ? <Locked view={view} /> : <Opened text={view.text} onHide={view.hide} />;
}

function Locked({ view: { password, task, setPassword, show } }: { view: ReturnType<typeof useSafeView> }) {
  const { t } = useTranslation();

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    show();
  }

  return (
    <form className={styles.form} onSubmit={submit}>
      <PasswordField
        label={t('hiddenText.password')}
        hint={t('hiddenText.passwordHint')}
        value={password}
        autoFocus
        onChange={(event) => setPassword(event.target.value)}
      />
      <FailureBanner failure={task.failure} />
      <div className={styles.end}>
        <Button type="submit" look="primary" busy={task.busy}>
          {t('hiddenText.show')}
        </Button>
      </div>
    </form>
  );
}

function Opened({ text, onHide }: { text: string; onHide(): void }) {
  const { t } = useTranslation();
  return (
    <div className={styles.form}>
      <TextArea label={t('hiddenText.title')} dir="auto" rows={6} readOnly value={text} />
      <p className={styles.hint}>{t('hiddenText.shownHint')}</p>
      <div className={styles.end}>
        <CopyButton text={text} label={t('action.copy')} />
        <Button look="primary" autoFocus onClick={onHide}>
          <EyeOff size="1rem" aria-hidden="true" />
          {t('hiddenText.hide')}
        </Button>
      </div>
    </div>
  );
}
