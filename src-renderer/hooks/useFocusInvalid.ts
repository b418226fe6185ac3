import { type RefObject, useEffect } from 'react';

/** After each failed attempt puts the cursor into the first field that is wrong. `attempt` differs each time. */
export function useFocusInvalid(form: RefObject<HTMLFormElement | null>, attempt: unknown): void {
  useEffect(() => {
    if (attempt) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [form, attempt]);
}
