import { type ComponentPropsWithRef, type ReactNode, useId } from 'react';
import styles from './Field.module.css';

interface FieldProps extends Omit<ComponentPropsWithRef<'input'>, 'className'> {
  label: string;
  hint?: string;
  /** what is wrong with it, shown in place of the hint */
  problem?: string | undefined;
  /** a button inside, at the end */
  end?: ReactNode;
}

/** A labelled line of text with its hint or its problem below. */
export function Field({ label, hint, problem, end, ...input }: FieldProps) {
  const id = useId();
  const note = problem ?? hint;
  return (
    <div className={styles.field} data-problem={problem ? true : undefined}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <div className={styles.box}>
        <input
          spellCheck={false}
          autoComplete="off"
          {...input}
          id={id}
          className={styles.input}
          aria-invalid={problem ? true : undefined}
          aria-describedby={note ? `${id}-note` : undefined}
        />
        {end}
      </div>
      {note && (
        <p id={`${id}-note`} className={styles.note} role={problem ? 'alert' : undefined}>
          {note}
        </p>
      )}
    </div>
  );
}
