import { Camera as CameraIcon, ImageUp, QrCode } from 'lucide-react';
import { type ChangeEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '../../components/Banner/Banner.tsx';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { isolate } from '../../model/names.ts';
import styles from './SafetyDialog.module.css';
import type { Person } from './SafetyDialog.tsx';
import { type Camera, hasCamera, useCamera } from './useCamera.ts';
import { usePictureInput } from './usePictureInput.ts';
import { type Scanned, useScan } from './useScan.ts';

const looks: Record<Scanned, 'success' | 'danger' | 'warning'> = {
  match: 'success',
  mismatch: 'danger',
  'other-person': 'warning',
  'no-code': 'warning',
  'no-picture': 'warning',
};

/** Reads the QR code of the other person, by camera or from a picture. */
export function ScanTab({ person }: { person: Person }) {
  const { t } = useTranslation();
  const name = isolate(person.name);
  const { result, busy, failure, check, checkPicture, clear } = useScan(person.account);
  const isOver = usePictureInput(checkPicture);
  const camera = useCamera(check);

  function look(): void {
    clear();
    camera.start();
  }

  return (
    <>
      <p className={styles.text}>{t('trust.scanText', { name })}</p>
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
      <FailureBanner failure={failure} />
      {result && <Banner look={looks[result]}>{t(`trust.scan.${result}`, { name })}</Banner>}
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

  function choose(event: ChangeEvent<HTMLInputElement>): void {
    const picture = event.target.files?.[0];
    if (picture) onPicture(picture);
    // the same file can be chosen again
    event.target.value = '';
  }

  return (
    <>
      <input
        ref={input}
        className="visually-hidden"
        type="file"
        accept="image/*"
        tabIndex={-1}
        aria-label={t('trust.choosePicture')}
        onChange={choose}
      />
      <Button busy={busy} onClick={() => input.current?.click()}>
        <ImageUp size="1rem" aria-hidden="true" />
        {t('trust.choosePicture')}
      </Button>
    </>
  );
}
