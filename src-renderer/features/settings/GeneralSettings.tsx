import { Minus, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../src-main/contract/settings.ts';
import { IconButton } from '../../components/Button/Button.tsx';
import { Choice } from '../../components/Choice/Choice.tsx';
import { useSettings, useStores } from '../../stores/context.tsx';
import { OnOff } from './OnOff.tsx';
import styles from './Settings.module.css';
import { useAppearance } from './useAppearance.ts';

const SCALE_STEP = 10;
const SCALE_MIN = 80;
const SCALE_MAX = 150;

export function GeneralSettings() {
  const { t } = useTranslation();
  const stores = useStores();
  const { language, theme } = useAppearance();
  const { scale, sendKey, nudges, textStyles } = useSettings((state) => state.settings);
  const change = (patch: Partial<Settings>) => stores.inBackground(stores.settings.getState().change(patch));
  return (
    <>
      <Choice {...language} />
      <Choice {...theme} />
      <div className={styles.line}>
        <span>{t('settings.scale')}</span>
        <fieldset className={styles.stepper} aria-label={t('settings.scale')}>
          <IconButton
            label={t('settings.scaleSmaller')}
            icon={<Minus size="1rem" />}
            disabled={scale <= SCALE_MIN}
            onClick={() => change({ scale: scale - SCALE_STEP })}
          />
          <output>{t('settings.scaleValue', { scale })}</output>
          <IconButton
            label={t('settings.scaleLarger')}
            icon={<Plus size="1rem" />}
            disabled={scale >= SCALE_MAX}
            onClick={() => change({ scale: scale + SCALE_STEP })}
          />
        </fieldset>
      </div>
      <Choice
        label={t('settings.sendKey')}
        value={sendKey}
        onChange={(value: Settings['sendKey']) => change({ sendKey: value })}
        options={[
          { value: 'enter', label: t('settings.sendEnter') },
          { value: 'ctrl-enter', label: t('settings.sendCtrlEnter') },
        ]}
      />
      <OnOff label={t('settings.nudges')} isOn={nudges} onChange={(isOn) => change({ nudges: isOn })} />
      <OnOff label={t('settings.textStyles')} isOn={textStyles} onChange={(isOn) => change({ textStyles: isOn })} />
    </>
  );
}
