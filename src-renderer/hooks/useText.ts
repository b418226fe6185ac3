import { useTranslation } from 'react-i18next';
import type { TextRef } from '../model/failure.ts';
import { fullTime } from '../model/time.ts';

/** Turns a reference to a text into the text; what is a text already stays. */
export function useText(): (ref: TextRef | string) => string {
  const { t, i18n } = useTranslation();
  return (ref) => {
    if (typeof ref === 'string') return ref;
    const times = Object.entries(ref.times ?? {}).map(([name, time]) => [name, fullTime(time, i18n.language)]);
    return String(t(ref.key, { ...ref.values, ...Object.fromEntries(times) }));
  };
}
