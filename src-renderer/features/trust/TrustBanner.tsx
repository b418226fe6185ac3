import { useTranslation } from 'react-i18next';
import type { Safety } from '../../../src-main/contract/model.ts';
import { Banner } from '../../components/Banner/Banner.tsx';
import { isolate } from '../../model/names.ts';
import { fullTime } from '../../model/time.ts';
import { useLanguage } from '../../stores/context.tsx';

const looks = { none: 'info', server: 'info', verified: 'success', changed: 'danger' } as const;

/** What is known about the keys of a friend, in a sentence, and since when. */
export function TrustBanner({ safety: { trust, verifiedAt, changedAt }, name }: { safety: Safety; name: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Banner look={looks[trust]}>
      <p>{t(`trust.hint.${trust}`, { name: isolate(name) })}</p>
      {verifiedAt !== undefined && <p>{t('trust.verifiedAt', { time: fullTime(verifiedAt, language) })}</p>}
      {changedAt !== undefined && <p>{t('trust.changedAt', { time: fullTime(changedAt, language) })}</p>}
    </Banner>
  );
}
