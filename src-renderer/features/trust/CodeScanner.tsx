import { Camera as CameraIcon, ImageUp, QrCode } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '../../components/Banner/Banner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { FileInput } from '../../components/FileInput/FileInput.tsx';
import styles from './SafetyDialog.module.css';
import { type Camera, hasCamera, useCamera } from './useCamera.ts';
import type { Codes } from './useCodes.ts';
import { usePictureInput } from './usePictureInput.ts';

/** Reads a QR code by camera, or from a picture that is chosen, dropped or pasted. */
export function CodeScanner({ codes }: { codes: Pick<Codes<unknown>, 'busy' | 'check' | 'checkPicture' | 'clear'> }) {
  const { t } = useTranslation();
  const { busy, check, checkPicture, clear } = codes;
  const isOver = usePictureInput(checkPicture);
  const camera = useCamera(check);

  function look(): void {
    clear();
    camera.start();
  }

  return (
    <>
      {camera.state === 'on' ? (
        <Viewfinder camera={camera} />
      ) : (
        <div className={styles.drop} data-over={isOver}>
          <QrCode size="2rem" strokeWidth={1.25} aria-hidden="true" />
          <p>{t('trust.drop')}</p>
          <div className={styles.actions}>
            <PictureButton busy={busy} onPicture={checkPicture} />
            {hasCamera() && <CameraButton isStarting={camera.state === 'starting'} onClick={look} />}
          </div>
        </div>
      )}
      {camera.state === 'refused' && <Banner look="warning">{t('trust.cameraRefused')}</Banner>}
    </>
  );
}

function Viewfinder({ camera: { video, stop } }: { camera: Camera }) {
  const { t } = useTranslation();
  return (
    <>
      <video ref={video} className={styles.video} aria-label={t('trust.viewfinder')} autoPlay muted playsInline />
      <div className={styles.actions}>
        <Button onClick={stop}>{t('trust.cameraStop')}</Button>
      </div>
    </>
  );
}

function CameraButton({ isStarting, onClick }: { isStarting: boolean; onClick(): void }) {
  const { t } = useTranslation();
  return (
    <Button busy={isStarting} onClick={onClick}>
      <CameraIcon size="1rem" aria-hidden="true" />
      {t('trust.camera')}
    </Button>
  );
}

function PictureButton({ busy, onPicture }: { busy: boolean; onPicture(picture: File): void }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <FileInput
        ref={input}
        label={t('trust.choosePicture')}
        accept="image/*"
        onFiles={([picture]) => {
          if (picture) onPicture(picture);
        }}
      />
      <Button busy={busy} onClick={() => input.current?.click()}>
        <ImageUp size="1rem" aria-hidden="true" />
        {t('trust.choosePicture')}
      </Button>
    </>
  );
}
