import { useTranslation } from 'react-i18next';
import type { TextRef } from '../model/failure.ts';

/** Turns a reference to a text into the text; what is a text already stays. */
export function useText(): (ref: TextRef | string) => string {
  const { t } = useTranslation();
  return (ref) => (typeof ref === 'string' ? ref : String(t(ref.key, { ...ref.values })));
}
