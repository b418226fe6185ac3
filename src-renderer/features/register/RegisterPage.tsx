import { type SubmitEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '../../components/Banner/Banner.tsx';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { useFocusInvalid } from '../../hooks/useFocusInvalid.ts';
import { useStores } from '../../stores/context.tsx';
import { AuthFrame } from '../login/AuthFrame.tsx';
import { ServerLine } from '../login/ServerLine.tsx';
import { useServerLook } from '../server/useServerLook.ts';
import { AccountFields, ProfileFields } from './RegisterFields.tsx';
import styles from './RegisterPage.module.css';
import { useRegistration } from './useRegistration.ts';

/** The rule for names of a server that has not said its own. */
const usualNameLength = { min: 2, max: 16 };

export function RegisterPage() {
  const { t } = useTranslation();
  const { ui } = useStores();
  const { sighting } = useServerLook();
  const nameLength = sighting?.usernameLength ?? usualNameLength;
  const registration = useRegistration(nameLength);
  const { task, isRegistered } = registration;
  const form = useRef<HTMLFormElement>(null);
  useFocusInvalid(form, registration.attempt);
  const isClosed = sighting?.registration === 'closed';
  const toLogin = () => ui.getState().showAuth('login');

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    registration.submit();
  }

  return (
    <AuthFrame title={t('register.title')} onBack={toLogin} footer={<ServerLine />}>
      {isClosed && <Banner look="warning">{t('server.registrationClosed')}</Banner>}
      <form ref={form} className={styles.form} onSubmit={submit} noValidate>
        <AccountFields registration={registration} nameLength={nameLength} />
        <ProfileFields registration={registration} />
        {isRegistered && task.failure && <Banner look="success">{t('register.done')}</Banner>}
        <FailureBanner failure={task.failure} />
        <Button type="submit" look="primary" wide busy={task.busy} disabled={isClosed}>
          {task.busy ? t('register.busy') : t('register.submit')}
        </Button>
        <Button look="quiet" onClick={toLogin}>
          {t('register.toLogin')}
        </Button>
      </form>
    </AuthFrame>
  );
}
