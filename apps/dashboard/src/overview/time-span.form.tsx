import { Button, Group, SegmentedControl, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { localInput, spanFault } from './local.input.js';
import { type Period, TIME_SPANS, type TimeSpan, type TimeSpanSearch, USUAL_SPAN } from './time-span.search.js';

const CUSTOM = 'custom';

const CHOICES = [
  ...Object.entries(TIME_SPANS).map(([value, { label, shortLabel }]) => ({
    value,
    label: <span title={label}>{shortLabel}</span>,
  })),
  { value: CUSTOM, label: 'Custom' },
];

/** Chooses the time that the overview is of: a span up to now, or from one point in time to another. */
export function TimeSpanForm({ search, period }: { search: TimeSpanSearch; period: Period | undefined }) {
  const navigate = useNavigate();
  const [isOpen, setIsOpen] = useState(search.from !== undefined);
  const go = (next: TimeSpanSearch) => void navigate({ to: '.', search: next });
  const choose = (value: string) => {
    setIsOpen(value === CUSTOM);
    if (value !== CUSTOM) go(value === USUAL_SPAN ? {} : { span: value as TimeSpan });
  };
  return (
    <>
      <SegmentedControl
        aria-label="Time"
        data={CHOICES}
        value={isOpen ? CUSTOM : (search.span ?? USUAL_SPAN)}
        onChange={choose}
        maw="100%"
      />
      {isOpen && period !== undefined && (
        <CustomSpan key={`${search.from} ${search.to}`} period={period} onChoose={go} />
      )}
    </>
  );
}

function CustomSpan({ period, onChoose }: { period: Period; onChoose: (search: TimeSpanSearch) => void }) {
  const [from, setFrom] = useState(() => localInput(period.fromMs));
  const [to, setTo] = useState(() => localInput(period.toMs));
  const [fault, setFault] = useState<string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = spanFault(from, to);
    setFault(found);
    if (found === undefined) onChoose({ from: new Date(from).toISOString(), to: new Date(to).toISOString() });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Group align="flex-start" gap="xs">
        <TextInput
          type="datetime-local"
          label="From"
          value={from}
          error={fault}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput type="datetime-local" label="To" value={to} onChange={(event) => setTo(event.currentTarget.value)} />
        <Button type="submit" mt={25}>
          Show
        </Button>
      </Group>
    </form>
  );
}
