import { ChevronRight, KeyRound, type LucideIcon, UserRoundCog } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStores } from '../../stores/context.tsx';
import { AuthFrame } from '../login/AuthFrame.tsx';
import { ServerLine } from '../login/ServerLine.tsx';
import styles from './ForgotPage.module.css';
import { NewPasswordForm } from './NewPasswordForm.tsx';

/** The two ways to a new password: one's own code, which keeps everything, or the administrator's, which cannot. */
export type Way = 'recover' | 'reset';

const ways: { way: Way; icon: LucideIcon }[] = [
  { way: 'recover', icon: KeyRound },
  { way: 'reset', icon: UserRoundCog },
];

export function ForgotPage() {
  const { t } = useTranslation();
  const { ui } = useStores();
  const [chosen, setChosen] = useState<Way>();
  const back = () => (chosen ? setChosen(undefined) : ui.getState().showAuth('login'));
  return (
    <AuthFrame title={chosen ? t(`forgot.${chosen}.title`) : t('forgot.title')} onBack={back} footer={<ServerLine />}>
      {chosen ? <NewPasswordForm way={chosen} /> : <Ways onChoose={setChosen} />}
    </AuthFrame>
  );
}

function Ways({ onChoose }: { onChoose(way: Way): void }) {
  const { t } = useTranslation();
  return (
    <>
      <p className={styles.intro}>{t('forgot.text')}</p>
      <ul className={styles.ways}>
        {ways.map(({ way, icon: Icon }) => (
          <li key={way}>
            <button type="button" className={styles.way} onClick={() => onChoose(way)}>
              <Icon size="1.25rem" aria-hidden="true" />
              <span>
                <strong>{t(`forgot.${way}.title`)}</strong>
                <small>{t(`forgot.${way}.summary`)}</small>
              </span>
              <ChevronRight size="1rem" aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
      <p className={styles.intro}>{t('forgot.neither')}</p>
    </>
  );
}
