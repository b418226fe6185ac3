import { useState } from 'react';
import { type Task, useTask } from '../../hooks/useTask.ts';
import { useText } from '../../hooks/useText.ts';
import { problemText, refusedFields } from '../../model/failure.ts';
import { type Problem, parseAge, type RegistrationForm, registrationProblems } from '../../model/fields.ts';
import { useStores } from '../../stores/context.tsx';

const emptyForm: RegistrationForm = {
  name: '',
  email: '',
  password: '',
  repeat: '',
  displayName: '',
  sex: '',
  age: '',
};

export interface Registration {
  form: RegistrationForm;
  set<K extends keyof RegistrationForm>(field: K, value: RegistrationForm[K]): void;
  /** what to write beside a field */
  problem(field: keyof RegistrationForm): string | undefined;
  submit(): void;
  task: Task;
  /** counts the attempts and their failures */
  attempt: number;
  /** the account exists, but signing in has failed */
  isRegistered: boolean;
}

/** The registration form: its own checks from the first attempt on, and the server's answers until a field changes. */
export function useRegistration(nameLength: { min: number; max: number }): Registration {
  const { session } = useStores();
  const text = useText();
  const [form, setForm] = useState(emptyForm);
  const [attempt, setAttempt] = useState(0);
  const [refused, setRefused] = useState<Record<string, Problem>>({});
  const [isRegistered, setRegistered] = useState(false);
  const task = useTask();
  const found: Record<string, Problem> = { ...refused, ...(attempt > 0 ? registrationProblems(form, nameLength) : {}) };

  async function register(): Promise<void> {
    const { name, email, password, displayName, sex, age } = form;
    const who = { name: name.trim(), password };
    if (!isRegistered) {
      const profile = { displayName: displayName.trim() || undefined, sex: sex || null, age: parseAge(age) };
      await session.getState().register({ ...who, email: email.trim(), ...profile });
      setRegistered(true);
    }
    await session.getState().login({ ...who, remember: session.getState().hasKeychain });
  }

  return {
    form,
    task,
    attempt,
    isRegistered,
    set: (field, value) => {
      setForm({ ...form, [field]: value });
      const { [field]: _, ...others } = refused;
      setRefused(others);
    },
    problem: (field) => {
      const problem = found[field];
      return problem && text(problemText(field, problem, nameLength));
    },
    submit: () => {
      setAttempt(attempt + 1);
      if (Object.keys(registrationProblems(form, nameLength)).length > 0) return;
      void task.run(async () => {
        try {
          await register();
        } catch (error) {
          setRefused(refusedFields(error));
          setAttempt((count) => count + 1);
          throw error;
        }
      });
    },
  };
}
