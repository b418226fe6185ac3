import { AppWindow } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { BrowserSession } from '../../../src-main/contract/browsers.ts';
import { Button } from '../../components/Button/Button.tsx';
import { useBrowserName } from '../../hooks/useBrowserName.ts';
import { fullTime } from '../../model/time.ts';
import { useBrowsers, useLanguage, useStores } from '../../stores/context.tsx';
import styles from './Security.module.css';

/** The tabs that the web host serves, this one first; nothing where there is one window. */
export function BrowserSessions() {
  const { t } = useTranslation();
  const sessions = useBrowsers((state) => state.sessions);
  if (sessions.length === 0) return null;
  return (
    <section className={styles.section}>
      <h2 className={styles.heading}>{t('browsers.title')}</h2>
      <p className={styles.text}>{t('browsers.text')}</p>
      <ul aria-label={t('browsers.title')}>
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ul>
    </section>
  );
}

function SessionRow({ session }: { session: BrowserSession }) {
  const { t } = useTranslation();
  const stores = useStores();
  const language = useLanguage();
  const name = useBrowserName()(session);
  const time = fullTime(session.since, language);
  const { id, isThis, closedAt } = session;
  return (
    <li className={styles.device}>
      <AppWindow size="1.25rem" aria-hidden="true" />
      <span className={styles.what}>
        <span>{name}</span>
        <small>
          {t('browsers.since', { time })}
          {closedAt !== undefined && ` · ${t('browsers.closed', { time: fullTime(closedAt, language) })}`}
        </small>
      </span>
      {isThis ? (
        <span className={styles.this}>{t('browsers.this')}</span>
      ) : (
        <Button
          aria-label={t('browsers.endNamed', { name, time })}
          onClick={() => stores.inBackground(stores.browsers.getState().end(id))}
        >
          {t('browsers.end')}
        </Button>
      )}
    </li>
  );
}
