import { useTranslation } from 'react-i18next';
import type { NewPassword } from '../../hooks/useNewPassword.ts';
import { PASSWORD_MIN } from '../../model/fields.ts';
import { PasswordField } from './PasswordField.tsx';

export function NewPasswordFields({ password: { form, set, problem } }: { password: NewPassword }) {
  const { t } = useTranslation();
  return (
    <>
      <PasswordField
        label={t('password.next')}
        hint={t('register.passwordHint', { min: PASSWORD_MIN })}
        autoComplete="new-password"
        value={form.password}
        onChange={(event) => set('password', event.target.value)}
        problem={problem('password')}
      />
      <PasswordField
        label={t('password.repeat')}
        autoComplete="new-password"
        value={form.repeat}
        onChange={(event) => set('repeat', event.target.value)}
        problem={problem('repeat')}
      />
    </>
  );
}
