import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import styles from './Tabs.module.css';

interface TabsProps<T extends string> {
  label: string;
  first: T;
  tabs: { value: T; label: string; content: ReactNode }[];
}

/** Several pages in one place; only the one that is shown exists. */
export function Tabs<T extends string>({ label, first, tabs }: TabsProps<T>) {
  return (
    <Radix.Root className={styles.tabs} defaultValue={first}>
      <Radix.List className={styles.list} aria-label={label}>
        {tabs.map((tab) => (
          <Radix.Trigger key={tab.value} className={styles.tab} value={tab.value}>
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} className={styles.content} value={tab.value}>
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
