import { useState } from 'react';
import type { Profile } from '../../../src-main/contract/model.ts';
import { useTask } from '../../hooks/useTask.ts';
import { useText } from '../../hooks/useText.ts';
import { problemText, refusedFields } from '../../model/failure.ts';
import { type Problem, type ProfileForm, parseAge, profileProblems } from '../../model/fields.ts';
import { useStores } from '../../stores/context.tsx';

function formOf(profile: Profile): ProfileForm {
  return {
    displayName: profile.displayName === profile.name ? '' : profile.displayName,
    sex: profile.sex ?? '',
    age: profile.age === undefined ? '' : String(profile.age),
    signature: profile.signature,
  };
}

/** The form of one's own profile. It starts with what is stored and keeps what is typed. */
export function useProfileForm(profile: Profile) {
  const { session } = useStores();
  const text = useText();
  const [form, setForm] = useState(() => formOf(profile));
  const [refused, setRefused] = useState<Record<string, Problem>>({});
  const [saved, setSaved] = useState(false);
  const task = useTask();
  const found: Record<string, Problem> = { ...refused, ...profileProblems(form) };

  async function store(): Promise<void> {
    const { displayName, sex, age, signature } = form;
    try {
      await session.getState().setProfile({
        displayName: displayName.trim(),
        sex: sex || null,
        age: parseAge(age),
        signature: signature.trim(),
      });
      setSaved(true);
    } catch (error) {
      setRefused(refusedFields(error));
      throw error;
    }
  }

  return {
    form,
    task,
    saved,
    set: <K extends keyof ProfileForm>(field: K, value: ProfileForm[K]) => {
      setForm({ ...form, [field]: value });
      setRefused({});
      setSaved(false);
    },
    problem: (field: keyof ProfileForm) => {
      const problem = found[field];
      return problem && text(problemText(field, problem));
    },
    save: () => {
      if (Object.keys(profileProblems(form)).length === 0) void task.run(store);
    },
  };
}
