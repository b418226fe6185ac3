import { LogOut } from 'lucide-react';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Profile } from '../../../src-main/contract/model.ts';
import { Avatar } from '../../components/Avatar/Avatar.tsx';
import { Banner } from '../../components/Banner/Banner.tsx';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Field } from '../../components/Field/Field.tsx';
import { SexChoice } from '../../components/Field/SexChoice.tsx';
import type { ProfileForm } from '../../model/fields.ts';
import { nameOf } from '../../model/names.ts';
import { useSession, useStores } from '../../stores/context.tsx';
import { isOnline } from '../../stores/session.ts';
import { PictureEditor } from '../picture/PictureEditor.tsx';
import styles from './Settings.module.css';
import { useProfileForm } from './useProfileForm.ts';

export function ProfileSettings() {
  const { t } = useTranslation();
  const { ui } = useStores();
  const profile = useSession((state) => state.session?.profile);
  if (!profile) return null;
  return (
    <>
      <div className={styles.me}>
        <Avatar person={profile} size="large" />
        <div className={styles.meText}>
          <bdi>{nameOf(profile)}</bdi>
          <small>
            <bdi>{profile.name}</bdi> · {t('add.number', { account: profile.account })}
          </small>
        </div>
      </div>
      <OwnPicture profile={profile} />
      <ProfileFields profile={profile} />
      <div className={styles.line}>
        <span>{t('settings.account')}</span>
        <Button onClick={() => ui.getState().openDialog({ kind: 'logout' })}>
          <LogOut size="1rem" aria-hidden="true" />
          {t('settings.logout')}
        </Button>
      </div>
    </>
  );
}

function OwnPicture({ profile }: { profile: Profile }) {
  const { session } = useStores();
  const online = useSession(isOnline);
  return (
    <PictureEditor
      hasPicture={profile.avatar !== undefined}
      disabled={!online}
      onSet={(picture) => session.getState().setAvatar(picture)}
    />
  );
}

function ProfileFields({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const online = useSession(isOnline);
  const { form, set, problem, save, saved, task } = useProfileForm(profile);

  function bind(field: Exclude<keyof ProfileForm, 'sex'>) {
    return {
      value: form[field],
      onChange: (event: { target: { value: string } }) => set(field, event.target.value),
      problem: problem(field),
    };
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    save();
  }

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <Field label={t('settings.displayName')} placeholder={profile.name} {...bind('displayName')} />
      <Field label={t('settings.signature')} hint={t('settings.signatureHint')} {...bind('signature')} />
      <div className={styles.pair}>
        <SexChoice value={form.sex} onChange={(sex) => set('sex', sex)} />
        <Field label={t('register.age')} inputMode="numeric" {...bind('age')} />
      </div>
      {!online && <Banner look="warning">{t('settings.profileOffline')}</Banner>}
      <FailureBanner failure={task.failure} />
      <div className={styles.save}>
        <Button type="submit" look="primary" busy={task.busy} disabled={!online}>
          {task.busy ? t('settings.saving') : t('action.save')}
        </Button>
        <span role="status">{saved && t('settings.saved')}</span>
      </div>
    </form>
  );
}
