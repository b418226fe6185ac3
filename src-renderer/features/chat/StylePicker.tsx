import { Baseline, Check } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { type TextStyle, textColours, textSizes } from '../../../src-main/contract/model.ts';
import { Button, IconButton } from '../../components/Button/Button.tsx';
import { Choice } from '../../components/Choice/Choice.tsx';
import { useComposing, useStores } from '../../stores/context.tsx';
import styles from './StylePicker.module.css';

type Size = NonNullable<TextStyle['size']>;
type Colour = NonNullable<TextStyle['colour']>;

/** How the next texts look: their size and colour. */
export function StylePicker({ onClosed }: { onClosed(): void }) {
  const { t } = useTranslation();
  const { composing } = useStores();
  const style = useComposing((state) => state.style);
  const { setStyle } = composing.getState();
  const isPlain = style.size === undefined && style.colour === undefined;
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <IconButton label={t('style.title')} icon={<Baseline size="1.25rem" />} data-on={!isPlain || undefined} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className={styles.picker}
          side="top"
          align="start"
          collisionPadding={8}
          aria-label={t('style.title')}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            onClosed();
          }}
        >
          <SizeChoice size={style.size} onChange={(size) => setStyle({ ...style, size })} />
          <ColourChoice colour={style.colour} onChange={(colour) => setStyle({ ...style, colour })} />
          <Button look="quiet" disabled={isPlain} onClick={() => setStyle({})}>
            {t('style.plain')}
          </Button>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function SizeChoice({ size, onChange }: { size: Size | undefined; onChange(size: Size | undefined): void }) {
  const { t } = useTranslation();
  const [small, ...larger] = textSizes;
  const ordered: (Size | 'usual')[] = [small, 'usual', ...larger];
  return (
    <Choice<Size | 'usual'>
      label={t('style.size')}
      value={size ?? 'usual'}
      options={ordered.map((value) => ({ value, label: t(`style.sizes.${value}`) }))}
      onChange={(value) => onChange(value === 'usual' ? undefined : value)}
    />
  );
}

function ColourChoice({
  colour,
  onChange,
}: {
  colour: Colour | undefined;
  onChange(colour: Colour | undefined): void;
}) {
  const { t } = useTranslation();
  return (
    <fieldset className={styles.colours}>
      <legend>{t('style.colour')}</legend>
      {(['usual', ...textColours] as const).map((value) => (
        <label key={value} className={styles.colour} data-colour={value} title={t(`style.colours.${value}`)}>
          <input
            type="radio"
            name="text-colour"
            aria-label={t(`style.colours.${value}`)}
            checked={(colour ?? 'usual') === value}
            onChange={() => onChange(value === 'usual' ? undefined : value)}
          />
          <Check size="1rem" aria-hidden="true" />
        </label>
      ))}
    </fieldset>
  );
}
