import { useTranslation } from 'react-i18next';
import { Choice } from '../../components/Choice/Choice.tsx';

/** A choice of the program that is either on or off. */
export function OnOff({ label, isOn, onChange }: { label: string; isOn: boolean; onChange(isOn: boolean): void }) {
  const { t } = useTranslation();
  return (
    <Choice
      label={label}
      value={isOn ? 'on' : 'off'}
      onChange={(value: 'on' | 'off') => onChange(value === 'on')}
      options={[
        { value: 'on', label: t('settings.on') },
        { value: 'off', label: t('settings.off') },
      ]}
    />
  );
}
