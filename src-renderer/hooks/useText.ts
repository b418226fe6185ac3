import { useTranslation } from 'react-i18next';
import type { TextRef } from '../model/failure.ts';

/** Turns a reference to a text into the text. */
export function useText(): (ref: TextRef) => string {
  const { t } = useTranslation();
  return ({ key, values }) => String(t(key, { ...values }));
}
