import { Laptop } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Device } from '../../../src-main/contract/model.ts';
import { LoadState } from '../../components/Banner/LoadState.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { useLoad } from '../../hooks/useLoad.ts';
import { isolate } from '../../model/names.ts';
import { fullDay, fullTime } from '../../model/time.ts';
import { useLanguage, useSecurity, useStores } from '../../stores/context.tsx';
import styles from './Security.module.css';

/** One's own devices, this one first. */
export function Devices() {
  const { t } = useTranslation();
  const { security } = useStores();
  const devices = useSecurity((state) => state.devices);
  const load = useLoad(security.getState().loadDevices);
  return (
    <>
      {(!devices || load.failure) && <LoadState load={load} />}
      <ul aria-label={t('devices.title')}>
        {devices?.map((device) => (
          <DeviceRow key={device.id} device={device} />
        ))}
      </ul>
    </>
  );
}

function DeviceRow({ device }: { device: Device }) {
  const { t } = useTranslation();
  const { ui } = useStores();
  const language = useLanguage();
  const { name, since, lastSeen, isThis } = device;
  return (
    <li className={styles.device}>
      <Laptop size="1.25rem" aria-hidden="true" />
      <span className={styles.what}>
        <bdi>{name}</bdi>
        <small>
          {t('devices.since', { day: fullDay(since, language) })}
          {!isThis && ` · ${t('devices.lastSeen', { time: fullTime(lastSeen, language) })}`}
        </small>
      </span>
      {isThis ? (
        <span className={styles.this}>{t('devices.this')}</span>
      ) : (
        <Button
          aria-label={t('devices.removeNamed', { name: isolate(name) })}
          onClick={() => ui.getState().openDialog({ kind: 'remove-device', device })}
        >
          {t('devices.remove')}
        </Button>
      )}
    </li>
  );
}
