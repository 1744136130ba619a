import type { ReactNode } from 'react';

/** Holds what may be wider or higher than its place; it scrolls in there, also by keyboard, and the page does not. */
export function ScrollRegion({ label, height, children }: { label: string; height?: number; children: ReactNode }) {
  return (
    <section aria-label={label} tabIndex={0} style={{ overflow: 'auto', maxWidth: '100%', height }}>
      {children}
    </section>
  );
}
