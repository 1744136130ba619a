import { CopyButton, Button } from '@mantine/core';

/** Text for machines, folded away until somebody wants it. */
export function CodeDetails({ label, code }: { label: string; code: string }) {
  return (
    <details className="code-details">
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
