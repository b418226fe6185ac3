import { ImagePlus } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { FileInput } from '../../components/FileInput/FileInput.tsx';
import { amountOf } from '../../model/amount.ts';
import { useLanguage, useStores } from '../../stores/context.tsx';
import { FileName } from '../media/FileName.tsx';
import { usePictureInput } from '../trust/usePictureInput.ts';
import styles from './Hidden.module.css';
import type { PickedPicture } from './usePickedPicture.ts';

/** Takes a PNG: chosen, pasted, or dropped anywhere. */
export function PicturePicker({ picked: { picture, task, pick } }: { picked: PickedPicture }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { mediaUrl } = useStores();
  const input = useRef<HTMLInputElement>(null);
  const isOver = usePictureInput(pick);
  return (
    <div className={styles.picker} data-over={isOver || undefined}>
      {picture?.picture && (
        <img
          className={styles.carrier}
          src={mediaUrl({ of: 'staged', id: picture.id, part: 'thumbnail' })}
          alt=""
          draggable={false}
        />
      )}
      <div className={styles.picked}>
        {picture ? (
          <>
            <FileName name={picture.name} />
            <span className={styles.hint}>
              {picture.picture && t('hiddenTool.pixels', { ...picture.picture })} {amountOf(picture.size, language)}
            </span>
          </>
        ) : (
          <span className={styles.hint}>{t('hiddenTool.pickHint')}</span>
        )}
      </div>
      <Button busy={task.busy} autoFocus onClick={() => input.current?.click()}>
        <ImagePlus size="1rem" aria-hidden="true" />
        {picture ? t('hiddenTool.pickOther') : t('hiddenTool.pick')}
      </Button>
      <FileInput
        ref={input}
        label={t('hiddenTool.pick')}
        accept="image/png"
        onFiles={([file]) => {
          if (file) pick(file);
        }}
      />
      {task.failure && (
        <div className={styles.whole}>
          <FailureBanner failure={task.failure} />
        </div>
      )}
    </div>
  );
}
