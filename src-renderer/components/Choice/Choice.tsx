import { RadioGroup } from 'radix-ui';
import { useId } from 'react';
import styles from './Choice.module.css';

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  options: { value: T; label: string }[];
  onChange(value: T): void;
  /** the label above, as in a form, instead of before */
  stacked?: boolean;
}

/** One of a few, all visible. */
export function Choice<T extends string>({ label, value, options, onChange, stacked }: ChoiceProps<T>) {
  const id = useId();
  return (
    <div className={styles.choice} data-stacked={stacked}>
      <span id={id} className={styles.label}>
        {label}
      </span>
      <RadioGroup.Root
        className={styles.options}
        aria-labelledby={id}
        value={value}
        onValueChange={(chosen) => {
          const option = options.find((candidate) => candidate.value === chosen);
          if (option) onChange(option.value);
        }}
      >
        {options.map((option) => (
          <RadioGroup.Item key={option.value} className={styles.option} value={option.value}>
            {option.label}
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </div>
  );
}
