import { useTranslation } from 'react-i18next';
import type { WrongClock } from '../../../src-main/contract/errors.ts';
import { Banner } from '../../components/Banner/Banner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { useNow } from '../../hooks/useNow.ts';
import { useShownName } from '../../hooks/useShownName.ts';
import { useText } from '../../hooks/useText.ts';
import { failureText, timesOf } from '../../model/failure.ts';
import { isolate } from '../../model/names.ts';
import { openRequests } from '../../model/order.ts';
import { fullTime, secondsUntil } from '../../model/time.ts';
import { useContacts, useLanguage, useRooms, useSession, useStores, useUi } from '../../stores/context.tsx';
import { isOnline } from '../../stores/session.ts';
import { RecoveryBanner } from '../recovery/RecoveryBanner.tsx';
import { DoneBanner } from './DoneBanner.tsx';
import { NewBrowserBanner } from './NewBrowserBanner.tsx';
import { NewDeviceBanner } from './NewDeviceBanner.tsx';
import { SandboxBanner } from './SandboxBanner.tsx';
import { SetAsideBanner } from './SetAsideBanner.tsx';

/** The strips above the panes: what the person should know now. */
export function Banners() {
  const { t } = useTranslation();
  const linked = useUi((state) => state.linked);
  const online = useSession(isOnline);
  return (
    <>
      {linked ? (
        <ConnectionBanner />
      ) : (
        <Banner strip look="warning">
          {t('connection.hostLost')}
        </Banner>
      )}
      <NewBrowserBanner />
      <SandboxBanner strip />
      <SetAsideBanner strip />
      <BackgroundFailure />
      <DoneBanner />
      <NewDeviceBanner />
      <EndedOtherBanner />
      <RecoveryBanner />
      {online && <RequestsBanner />}
      <RefusedBanner />
    </>
  );
}

function ConnectionBanner() {
  const { t } = useTranslation();
  const connection = useSession((state) => state.session?.connection);
  if (connection?.state === 'offline') return <OfflineBanner {...connection} />;
  if (connection?.state !== 'connecting') return null;
  return (
    <Banner strip look="info">
      {t('connection.connecting')}
    </Banner>
  );
}

function OfflineBanner({ retryAt, clock }: { retryAt: number; clock?: WrongClock }) {
  const { t } = useTranslation();
  const text = useText();
  const stores = useStores();
  const seconds = secondsUntil(retryAt, useNow(500));
  const offline = seconds > 0 ? t('connection.offline', { seconds }) : t('connection.offlineNow');
  return (
    <Banner
      strip
      look="warning"
      actions={
        <Button look="quiet" onClick={() => stores.inBackground(stores.session.getState().retry())}>
          {t('action.tryNow')}
        </Button>
      }
    >
      {clock ? text({ key: 'connection.clock', times: timesOf(clock) }) : offline}
    </Banner>
  );
}

function BackgroundFailure() {
  const { t } = useTranslation();
  const text = useText();
  const stores = useStores();
  const failure = useUi((state) => state.failure);
  if (!failure) return null;
  const dismiss = () => stores.ui.getState().setFailure(undefined);
  const retry = () => {
    dismiss();
    stores.inBackground(stores.loadAccount());
  };
  return (
    <Banner
      strip
      look="danger"
      actions={
        <>
          <Button look="quiet" onClick={retry}>
            {t('action.retry')}
          </Button>
          <Button look="quiet" onClick={dismiss}>
            {t('action.dismiss')}
          </Button>
        </>
      }
    >
      {text(failureText(failure))}
    </Banner>
  );
}

function EndedOtherBanner() {
  const { t } = useTranslation();
  const language = useLanguage();
  const stores = useStores();
  const ended = useSession((state) => state.session?.endedOther);
  if (!ended) return null;
  const details = { device: isolate(ended.device), address: ended.address, time: fullTime(ended.time, language) };
  return (
    <Banner
      strip
      look="info"
      actions={
        <Button look="quiet" onClick={() => stores.inBackground(stores.session.getState().dismissEndedOther())}>
          {t('action.dismiss')}
        </Button>
      }
    >
      {t('ended.endedOther', details)}
    </Banner>
  );
}

function RequestsBanner() {
  const { t } = useTranslation();
  const { ui } = useStores();
  const shown = useUi((state) => state.requestsBanner);
  const requests = useContacts((state) => state.requests);
  const shownName = useShownName();
  const [first, ...others] = openRequests(requests);
  if (!shown || !first) return null;
  const values = { name: isolate(shownName(first.profile)), count: others.length + 1 };
  return (
    <Banner
      strip
      look="info"
      actions={
        <>
          <Button look="quiet" onClick={() => ui.getState().showContact('requests')}>
            {t('requests.view')}
          </Button>
          <Button look="quiet" onClick={() => ui.getState().setRequestsBanner(false)}>
            {t('requests.dismiss')}
          </Button>
        </>
      }
    >
      {others.length > 0 ? t('requests.bannerMany', values) : t('requests.bannerOne', values)}
    </Banner>
  );
}

function RefusedBanner() {
  const { t } = useTranslation();
  const { rooms } = useStores();
  const name = useRooms((state) => state.refusedBy);
  if (name === undefined) return null;
  return (
    <Banner
      strip
      look="info"
      actions={
        <Button look="quiet" onClick={() => rooms.getState().applyRefused(undefined)}>
          {t('action.dismiss')}
        </Button>
      }
    >
      {t('room.refused', { name: isolate(name) })}
    </Banner>
  );
}
