import { type ComponentPropsWithRef, useId } from 'react';
import styles from './Field.module.css';

interface TextAreaProps extends Omit<ComponentPropsWithRef<'textarea'>, 'className'> {
  label: string;
  hint?: string;
  problem?: string | undefined;
}

/** A labelled text of several lines with its hint or its problem below. */
export function TextArea({ label, hint, problem, ...area }: TextAreaProps) {
  const id = useId();
  const note = problem ?? hint;
  return (
    <div className={styles.field} data-problem={problem ? true : undefined}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <div className={styles.box}>
        <textarea
          rows={4}
          {...area}
          id={id}
          className={styles.area}
          aria-invalid={problem ? true : undefined}
          aria-describedby={note ? `${id}-note` : undefined}
        />
      </div>
      {note && (
        <p id={`${id}-note`} className={styles.note} role={problem ? 'alert' : undefined}>
          {note}
        </p>
      )}
    </div>
  );
}
