import { Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../Button/Button.tsx';
import { Field } from './Field.tsx';

/** A field for a password that can be looked at. */
export function PasswordField(props: Omit<ComponentProps<typeof Field>, 'type' | 'end'>) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  return (
    <Field
      {...props}
      type={shown ? 'text' : 'password'}
      end={
        <IconButton
          label={shown ? t('login.hidePassword') : t('login.showPassword')}
          icon={shown ? <EyeOff size="1.125rem" /> : <Eye size="1.125rem" />}
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}
