import { Component, type ReactNode } from 'react';

interface BoundaryProps {
  /** shown in place of what cannot be drawn */
  fallback: ReactNode;
  children: ReactNode;
}

/** Keeps one row that cannot be drawn from taking the whole window with it: what others write must not do that. */
export class Boundary extends Component<BoundaryProps, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? this.props.fallback : this.props.children;
  }
}
