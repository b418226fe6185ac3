import { Check } from 'lucide-react';
import { DropdownMenu as Radix, ContextMenu as RadixContext } from 'radix-ui';
import { type ReactElement, type ReactNode, useRef } from 'react';
import styles from './Menu.module.css';

export interface MenuItem {
  label: string;
  icon?: ReactNode;
  danger?: boolean;
  run(): void;
}

// `modal` stays off: a modal menu adds a style element at run time, which the content security policy forbids.

/** A menu gives the focus back a moment after it has closed: not if what was chosen has put it into a dialog by then. */
function leaveFocus(event: Event): void {
  if (document.activeElement !== document.body) event.preventDefault();
}

interface ContextMenuProps {
  /** a function is asked when the menu is open */
  items: MenuItem[] | (() => MenuItem[]);
  /** small things to choose, side by side above the others; the label is read out; asked when the menu is open */
  row?: () => MenuItem[];
  /** what is below and only read */
  note?: ReactNode;
  /** When it has closed; preventing the default leaves the focus where it is put then. */
  onClosed?(event: Event): void;
  children: ReactElement;
}

/** Right click, or the menu key, on its child. */
export function ContextMenu({ items, row, note, onClosed, children }: ContextMenuProps) {
  const opener = useRef<Element>(null);

  // a dialog that comes of it gives the focus back to what had it before the menu
  function choose(run: () => void): void {
    if (opener.current instanceof HTMLElement) opener.current.focus();
    run();
  }

  return (
    <RadixContext.Root modal={false}>
      <RadixContext.Trigger
        asChild
        onContextMenu={() => {
          opener.current = document.activeElement;
        }}
      >
        {children}
      </RadixContext.Trigger>
      <RadixContext.Portal>
        <RadixContext.Content
          className={styles.menu}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            onClosed?.(event);
            leaveFocus(event);
          }}
        >
          {row && <ContextRow items={row} choose={choose} />}
          <ContextItems items={items} choose={choose} />
          {note && <RadixContext.Label className={styles.note}>{note}</RadixContext.Label>}
        </RadixContext.Content>
      </RadixContext.Portal>
    </RadixContext.Root>
  );
}

interface ContextPartProps<T> {
  items: T;
  choose(run: () => void): void;
}

function ContextItems({ items, choose }: ContextPartProps<ContextMenuProps['items']>) {
  const shown = typeof items === 'function' ? items() : items;
  return shown.map(({ label, icon, danger, run }) => (
    <RadixContext.Item key={label} className={styles.item} data-danger={danger} onSelect={() => choose(run)}>
      {icon}
      {label}
    </RadixContext.Item>
  ));
}

function ContextRow({ items, choose }: ContextPartProps<() => MenuItem[]>) {
  const shown = items();
  if (shown.length === 0) return null;
  return (
    <RadixContext.Group className={styles.row}>
      {shown.map(({ label, icon, run }) => (
        <RadixContext.Item key={label} className={styles.cell} aria-label={label} onSelect={() => choose(run)}>
          {icon}
        </RadixContext.Item>
      ))}
    </RadixContext.Group>
  );
}

interface MenuProps {
  trigger: ReactElement;
  align?: 'start' | 'end';
  children: ReactNode;
}

/** A button's menu. */
export function Menu({ trigger, align = 'end', children }: MenuProps) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className={styles.menu}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={leaveFocus}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function MenuAction({ label, icon, danger, run }: MenuItem) {
  return (
    <Radix.Item className={styles.item} data-danger={danger} onSelect={run}>
      {icon}
      {label}
    </Radix.Item>
  );
}

interface MenuChoiceProps<T extends string> {
  label: string;
  value: T;
  options: { value: T; label: string }[];
  onChange(value: T): void;
}

/** One of several, inside a menu; the menu stays open so that the effect is seen. */
export function MenuChoice<T extends string>({ label, value, options, onChange }: MenuChoiceProps<T>) {
  return (
    <Radix.Group>
      <Radix.Label className={styles.label}>{label}</Radix.Label>
      <Radix.RadioGroup value={value}>
        {options.map((option) => (
          <Radix.RadioItem
            key={option.value}
            className={styles.item}
            value={option.value}
            onSelect={(event) => {
              event.preventDefault();
              onChange(option.value);
            }}
          >
            <span className={styles.check}>
              <Radix.ItemIndicator>
                <Check size="1rem" aria-hidden="true" />
              </Radix.ItemIndicator>
            </span>
            {option.label}
          </Radix.RadioItem>
        ))}
      </Radix.RadioGroup>
    </Radix.Group>
  );
}

export function MenuSeparator() {
  return <Radix.Separator className={styles.separator} />;
}
