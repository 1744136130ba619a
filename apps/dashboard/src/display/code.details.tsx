import { CopyButton, Button } from '@mantine/core';

/** Text for machines, folded away until somebody wants it, or open from the start. */
export function CodeDetails({ label, code, isOpen = false }: { label: string; code: string; isOpen?: boolean }) {
  return (
    <details className="code-details" open={isOpen}>
      <summary>{label}</summary>
      <div className="code-details-content">
        <pre className="foreign-block" tabIndex={0} aria-label={label}>
          {code}
        </pre>
        <CopyButton value={code}>
          {({ copied, copy }) => (
            <Button size="compact-xs" variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </div>
    </details>
  );
}
