import { useTranslation } from 'react-i18next';
import type { PersonLink } from '../../../src-main/contract/model.ts';
import { Banner } from '../../components/Banner/Banner.tsx';
import { isolate, nameOf } from '../../model/names.ts';
import { useStores } from '../../stores/context.tsx';
import { PersonCard } from './PersonCard.tsx';

const looks = { same: 'success', none: 'info', different: 'danger' } as const;

/** Whom a link or QR code adds, and whether the keys are those it speaks of. */
export function LinkCard({ link, person: { profile, relation, keys } }: { link: string; person: PersonLink }) {
  const { t } = useTranslation();
  const { contacts } = useStores();
  return (
    <PersonCard
      profile={profile}
      foundAs={relation}
      isRisky={keys === 'different'}
      ask={(greeting) => contacts.getState().requestByLink(link, greeting)}
    >
      {relation !== 'self' && (
        <Banner look={looks[keys]}>{t(`add.keys.${keys}`, { name: isolate(nameOf(profile)) })}</Banner>
      )}
    </PersonCard>
  );
}
