import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Profile } from '../../src-main/contract/model.ts';
import { isolate, shownName } from '../model/names.ts';
import { useAlike } from '../stores/context.tsx';

/** A name as it is, or with @name and number when it looks like the name of somebody else here. */
export function useTellingApart(): (profile: Profile, name: string) => string {
  const { t } = useTranslation();
  const alike = useAlike((state) => state.alike);
  return useCallback(
    ({ account, name: unique }, name) =>
      alike.has(account) ? t('names.alike', { name: isolate(name), unique: isolate(unique), account }) : name,
    [t, alike],
  );
}

/** What a person goes by here, told apart from others. */
export function useShownName(): (profile: Profile, remark?: string) => string {
  const tellApart = useTellingApart();
  return useCallback((profile, remark) => tellApart(profile, shownName(profile, remark)), [tellApart]);
}
