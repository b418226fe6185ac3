import type { LucideIcon } from 'lucide-react';
import styles from './SectionList.module.css';

interface SectionListProps<T extends string> {
  title: string;
  /** what the sections are, read out */
  label: string;
  sections: readonly { value: T; label: string; icon: LucideIcon }[];
  chosen: T;
  onChoose(section: T): void;
}

/** The sections that a page has; the page itself stands beside them. */
export function SectionList<T extends string>({ title, label, sections, chosen, onChoose }: SectionListProps<T>) {
  return (
    <>
      <h1 className={styles.title}>{title}</h1>
      <nav className={styles.sections} aria-label={label}>
        {sections.map(({ value, label: name, icon: Icon }) => (
          <button
            key={value}
            type="button"
            className={styles.section}
            aria-current={value === chosen ? 'page' : undefined}
            onClick={() => onChoose(value)}
          >
            <Icon size="1.125rem" aria-hidden="true" />
            {name}
          </button>
        ))}
      </nav>
    </>
  );
}
