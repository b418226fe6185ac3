import { Search, X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import { IconButton } from '../Button/Button.tsx';
import styles from './SearchField.module.css';

interface SearchFieldProps {
  label: string;
  /** shown while nothing is typed; without it the label */
  placeholder?: string;
  value: string;
  onChange(value: string): void;
  /** for keys that compose no character */
  onKey?(event: KeyboardEvent): void;
  /** of the button that empties the field; without it there is none */
  clearLabel?: string;
  /** a box of its own, or the first line of what it looks through */
  look?: 'box' | 'line';
  /** at its end */
  children?: ReactNode;
}

/** Where one types what is looked for. */
export function SearchField(props: SearchFieldProps) {
  const { label, placeholder = label, value, onChange, onKey, clearLabel, look = 'box', children } = props;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className={styles.field} data-look={look}>
      <Search size="1rem" aria-hidden="true" />
      <label className="visually-hidden" htmlFor={id}>
        {label}
      </label>
      <input
        ref={input}
        id={id}
        type="text"
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (!event.nativeEvent.isComposing) onKey?.(event);
        }}
      />
      {clearLabel && value && (
        <IconButton
          label={clearLabel}
          icon={<X size="0.875rem" />}
          onClick={() => {
            onChange('');
            input.current?.focus();
          }}
        />
      )}
      {children}
    </div>
  );
}
