import { useState } from 'react';
import { problemText, refusedFields } from '../model/failure.ts';
import { type NewPasswordForm, newPasswordProblems, type Problem } from '../model/fields.ts';
import { useText } from './useText.ts';

/** A new password, typed twice. Its problems are shown from the first attempt on. */
export interface NewPassword {
  form: NewPasswordForm;
  set(field: keyof NewPasswordForm, value: string): void;
  /** what to write beside a field */
  problem(field: keyof NewPasswordForm): string | undefined;
  /** An attempt: true when nothing is wrong with it. */
  check(): boolean;
  /** Takes over what the core has against the password. */
  refuse(error: unknown): void;
}

/** @param name the account's, as far as it is known */
export function useNewPassword(name: string): NewPassword {
  const text = useText();
  const [form, setForm] = useState<NewPasswordForm>({ password: '', repeat: '' });
  const [isTried, setTried] = useState(false);
  const [refused, setRefused] = useState<Problem>();
  const found = newPasswordProblems(form, name);
  const shown = isTried ? { ...(refused && { password: refused }), ...found } : {};

  return {
    form,
    set: (field, value) => {
      setForm({ ...form, [field]: value });
      setRefused(undefined);
    },
    problem: (field) => {
      const problem = shown[field];
      return problem && text(problemText(field, problem));
    },
    check: () => {
      setTried(true);
      return Object.keys(found).length === 0;
    },
    refuse: (error) => setRefused(refusedFields(error).password),
  };
}
