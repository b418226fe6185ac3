import { useTranslation } from 'react-i18next';
import { Field } from '../../components/Field/Field.tsx';
import { PasswordField } from '../../components/Field/PasswordField.tsx';
import { SexChoice } from '../../components/Field/SexChoice.tsx';
import { PASSWORD_MIN, type RegistrationForm } from '../../model/fields.ts';
import styles from './RegisterPage.module.css';
import type { Registration } from './useRegistration.ts';

type TextField = Exclude<keyof RegistrationForm, 'sex'>;

/** What a field of the form needs to be bound to it. */
function bind({ form, set, problem }: Registration, field: TextField) {
  return {
    value: form[field],
    onChange: (event: { target: { value: string } }) => set(field, event.target.value),
    problem: problem(field),
  };
}

interface FieldsProps {
  registration: Registration;
}

export function AccountFields({
  registration,
  nameLength,
}: FieldsProps & { nameLength: { min: number; max: number } }) {
  const { t } = useTranslation();
  return (
    <>
      <Field
        label={t('register.name')}
        hint={t('register.nameHint', nameLength)}
        autoComplete="username"
        autoFocus
        {...bind(registration, 'name')}
      />
      <Field label={t('register.email')} type="email" autoComplete="email" {...bind(registration, 'email')} />
      <PasswordField
        label={t('register.password')}
        hint={t('register.passwordHint', { min: PASSWORD_MIN })}
        autoComplete="new-password"
        {...bind(registration, 'password')}
      />
      <PasswordField label={t('register.repeat')} autoComplete="new-password" {...bind(registration, 'repeat')} />
    </>
  );
}

export function ProfileFields({ registration }: FieldsProps) {
  const { t } = useTranslation();
  const { form, set } = registration;
  return (
    <fieldset className={styles.optional}>
      <legend>{t('register.optional')}</legend>
      <div className={styles.pair}>
        <Field
          label={t('register.displayName')}
          placeholder={t('register.displayNameHint')}
          {...bind(registration, 'displayName')}
        />
        <Field label={t('register.age')} inputMode="numeric" {...bind(registration, 'age')} />
      </div>
      <SexChoice value={form.sex} onChange={(sex) => set('sex', sex)} />
    </fieldset>
  );
}
