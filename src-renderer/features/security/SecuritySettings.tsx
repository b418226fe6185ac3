import { FileBadge, KeyRound, LockKeyhole, RectangleEllipsis, UserRoundX } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { lockAfterMinutes } from '../../../src-main/contract/settings.ts';
import { Banner } from '../../components/Banner/Banner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Choice } from '../../components/Choice/Choice.tsx';
import { useSession, useSettings, useStores } from '../../stores/context.tsx';
import { isSuspected } from '../../stores/session.ts';
import { BrowserSessions } from './BrowserSessions.tsx';
import { Devices } from './Devices.tsx';
import { LoginLog } from './LoginLog.tsx';
import styles from './Security.module.css';

/** Password, recovery code, lock, devices, browsers and certificate of the account. */
export function SecuritySettings() {
  const { t } = useTranslation();
  const { ui } = useStores();
  const suspects = useSession(isSuspected);
  const { openDialog } = ui.getState();
  return (
    <>
      {suspects && <Banner look="warning">{t('security.suspects')}</Banner>}
      <Section title={t('security.password')} text={t('security.passwordText')}>
        <Button look={suspects ? 'primary' : 'plain'} onClick={() => openDialog({ kind: 'change-password' })}>
          <RectangleEllipsis size="1rem" aria-hidden="true" />
          {t('password.title')}
        </Button>
      </Section>
      <RecoverySection />
      <LockSection />
      <section className={styles.section}>
        <h2 className={styles.heading}>{t('devices.title')}</h2>
        <p className={styles.text}>{t('devices.text')}</p>
        <Devices />
      </section>
      <BrowserSessions />
      <Section title={t('certificate.own')} text={t('security.certificateText')}>
        <Button onClick={() => openDialog({ kind: 'certificate' })}>
          <FileBadge size="1rem" aria-hidden="true" />
          {t('security.showCertificate')}
        </Button>
      </Section>
      <section className={styles.section}>
        <h2 className={styles.heading}>{t('logins.title')}</h2>
        <p className={styles.text}>{t('logins.text')}</p>
        <LoginLog />
      </section>
      <Section title={t('deletion.title')} text={t('deletion.text')}>
        <Button onClick={() => openDialog({ kind: 'delete-account' })}>
          <UserRoundX size="1rem" aria-hidden="true" />
          {t('deletion.open')}
        </Button>
      </Section>
    </>
  );
}

function Section({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h2 className={styles.heading}>{title}</h2>
      <p className={styles.text}>{text}</p>
      <div className={styles.actions}>{children}</div>
    </section>
  );
}

function RecoverySection() {
  const { t } = useTranslation();
  const { session, ui } = useStores();
  const isConfirmed = useSession((state) => state.session?.isRecoveryConfirmed);
  const show = () =>
    isConfirmed ? ui.getState().openDialog({ kind: 'recovery-code' }) : session.getState().setAsksRecovery(true);
  return (
    <Section title={t('recovery.code')} text={isConfirmed ? t('security.recoveryText') : t('recovery.banner')}>
      <Button onClick={show}>
        <KeyRound size="1rem" aria-hidden="true" />
        {isConfirmed ? t('security.showCode') : t('recovery.toPage')}
      </Button>
    </Section>
  );
}

function LockSection() {
  const { t } = useTranslation();
  const stores = useStores();
  const lockAfter = useSettings((state) => state.settings.lockAfter);
  const desktop = useSettings((state) => state.desktop);

  function change(value: string): void {
    const chosen = lockAfterMinutes.find((minutes) => String(minutes) === value);
    if (chosen !== undefined) stores.inBackground(stores.settings.getState().change({ lockAfter: chosen }));
  }

  return (
    <section className={styles.section}>
      <h2 className={styles.heading}>{t('lock.section')}</h2>
      <p className={styles.text}>{t('lock.explained')}</p>
      {desktop && <p className={styles.text}>{desktop.hearsScreenLock ? t('lock.withScreen') : t('lock.withSleep')}</p>}
      <Choice
        label={t('lock.after')}
        value={String(lockAfter)}
        onChange={change}
        options={lockAfterMinutes.map((minutes) => ({
          value: String(minutes),
          label: minutes === 0 ? t('lock.never') : t('lock.minutes', { count: minutes }),
        }))}
      />
      <div className={styles.actions}>
        <Button onClick={() => stores.inBackground(stores.leave('lock'))}>
          <LockKeyhole size="1rem" aria-hidden="true" />
          {t('lock.now')}
        </Button>
      </div>
    </section>
  );
}
