import { useTranslation } from 'react-i18next';
import type { RegistrationForm } from '../../model/fields.ts';
import { Choice } from '../Choice/Choice.tsx';

type Value = RegistrationForm['sex'];

export function SexChoice({ value, onChange }: { value: Value; onChange(value: Value): void }) {
  const { t } = useTranslation();
  return (
    <Choice<Value>
      stacked
      label={t('register.sex')}
      value={value}
      onChange={onChange}
      options={[
        { value: '', label: t('sex.unset') },
        { value: 'female', label: t('sex.female') },
        { value: 'male', label: t('sex.male') },
        { value: 'other', label: t('sex.other') },
      ]}
    />
  );
}
