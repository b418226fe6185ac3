import { useTranslation } from 'react-i18next';
import type { AddressSharing } from '../../../src-main/contract/model.ts';
import type { Settings } from '../../../src-main/contract/settings.ts';
import { Banner } from '../../components/Banner/Banner.tsx';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Choice } from '../../components/Choice/Choice.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { useSession, useSettings, useStores } from '../../stores/context.tsx';
import { isOnline } from '../../stores/session.ts';
import { Blocked } from './Blocked.tsx';
import { OnOff } from './OnOff.tsx';
import styles from './Settings.module.css';

/** What others get to know. */
export function PrivacySettings() {
  const { t } = useTranslation();
  const stores = useStores();
  const { typing, readReceipts } = useSettings((state) => state.settings);
  const change = (patch: Partial<Settings>) => stores.inBackground(stores.settings.getState().change(patch));
  return (
    <>
      <OnOff label={t('settings.typing')} isOn={typing} onChange={(isOn) => change({ typing: isOn })} />
      <div>
        <OnOff
          label={t('settings.readReceipts')}
          isOn={readReceipts}
          onChange={(isOn) => change({ readReceipts: isOn })}
        />
        <p className={styles.hint}>{t('settings.readReceiptsHint')}</p>
      </div>
      <Findable />
      <AddressChoice />
      <section>
        <h2 className={styles.heading}>{t('block.list')}</h2>
        <Blocked />
      </section>
    </>
  );
}

/** Whether strangers find one by the display name. Servers that know no such setting say nothing of it. */
function Findable() {
  const { t } = useTranslation();
  const { session } = useStores();
  const findable = useSession((state) => state.session?.status.findable);
  const online = useSession(isOnline);
  const task = useTask();
  if (findable === undefined) return null;
  return (
    <div>
      <OnOff
        label={t('settings.findable')}
        isOn={findable}
        onChange={(isOn) => void task.run(() => session.getState().setStatus({ findable: isOn }))}
      />
      <p className={styles.hint}>{t('settings.findableHint')}</p>
      {online && <FailureBanner failure={task.failure} />}
    </div>
  );
}

const sharings = ['never', 'lan', 'always'] as const satisfies AddressSharing[];

/** Which friends are told the network address of this connection. */
function AddressChoice() {
  const { t } = useTranslation();
  const { session } = useStores();
  const address = useSession((state) => state.session?.status.address);
  const online = useSession(isOnline);
  const task = useTask();
  if (!address) return null;
  return (
    <div>
      <Choice<AddressSharing>
        label={t('settings.address')}
        value={address}
        onChange={(value) => void task.run(() => session.getState().setStatus({ address: value }))}
        options={sharings.map((value) => ({ value, label: t(`settings.addressTo.${value}`) }))}
      />
      <p className={styles.hint}>{t('settings.addressHint')}</p>
      {online ? (
        <FailureBanner failure={task.failure} />
      ) : (
        <Banner look="warning">{t('settings.profileOffline')}</Banner>
      )}
    </div>
  );
}
