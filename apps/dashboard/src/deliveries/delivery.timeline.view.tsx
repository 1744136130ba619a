import { Badge, Text, Timeline } from '@mantine/core';
import { type Icon, IconAlertTriangle, IconArrowUpRight, IconClock, IconInbox, IconWebhook } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Attempt, Callback, DeliveryEvent, Waiting } from '../api/herald.types.js';
import { CodeDetails } from '../display/code.details.js';
import { reasonWords } from '../display/reason.words.js';
import { STATUS_LOOKS } from '../display/status.badge.js';
import { ExactTime, TimeText } from '../display/time.text.js';
import { type TimelineEntry, type TimelineSource, durationWords, timelineOf, vendorTime } from './delivery.timeline.js';

/** How an entry is told. */
interface Telling {
  title: string;
  icon: Icon;
  color: string;
  body?: ReactNode;
}

/** What happened to a delivery from its acceptance to now: attempts, callbacks and events, oldest first. */
export function DeliveryTimeline({ delivery }: { delivery: TimelineSource }) {
  const entries = timelineOf(delivery);
  const happened = entries.filter(({ kind }) => kind !== 'waiting').length;
  return (
    <Timeline active={happened - 1} bulletSize={26} lineWidth={2} aria-label="Timeline" role="list">
      {entries.map((entry) => {
        const { title, icon: EntryIcon, color, body } = tellingOf(entry);
        return (
          <Timeline.Item
            key={entry.key}
            role="listitem"
            color={color}
            bullet={<EntryIcon size={14} stroke={2} aria-hidden />}
            lineVariant={entry.kind === 'waiting' ? 'dashed' : 'solid'}
            title={
              <Text component="span" size="sm" fw={600} className="foreign">
                {title}
              </Text>
            }
          >
            <Text size="xs" c="dimmed">
              {entry.kind === 'waiting' ? 'Since ' : ''}
              <ExactTime at={entry.at} />
            </Text>
            {body}
          </Timeline.Item>
        );
      })}
    </Timeline>
  );
}

type Tellings = { [Kind in TimelineEntry['kind']]: (entry: Extract<TimelineEntry, { kind: Kind }>) => Telling };

const TELLINGS: Tellings = {
  accepted: ({ sendAt }) => tellingOfAcceptance(sendAt),
  attempt: ({ attempt }) => tellingOfAttempt(attempt),
  callback: ({ callback }) => tellingOfCallback(callback),
  event: ({ event }) => tellingOfEvent(event),
  waiting: ({ waiting }) => tellingOfWaiting(waiting),
};

function tellingOf<Kind extends TimelineEntry['kind']>(entry: Extract<TimelineEntry, { kind: Kind }>): Telling {
  return TELLINGS[entry.kind](entry);
}

function tellingOfAcceptance(sendAt: string | null): Telling {
  return {
    title: 'Accepted by Herald',
    icon: IconInbox,
    color: 'gray',
    ...(sendAt !== null && {
      body: (
        <Text size="sm">
          To be sent at <ExactTime at={sendAt} />
        </Text>
      ),
    }),
  };
}

const OUTCOMES: Readonly<Record<NonNullable<Attempt['outcome']>, { words: string; color: string }>> = {
  accepted: { words: 'the provider took it', color: 'blue' },
  retry: { words: 'not sent, to be tried again', color: 'yellow' },
  rejected: { words: 'refused for good', color: 'red' },
  unknown: { words: 'no readable answer', color: 'orange' },
};

function tellingOfAttempt(attempt: Attempt): Telling {
  const { number, startedAt, finishedAt, outcome, cause, providerCode, explanation, duplicateRisk } = attempt;
  const { words, color } = outcome === null ? { words: 'under way', color: 'gray' } : OUTCOMES[outcome];
  const facts = [
    ...(finishedAt === null ? [] : [`took ${durationWords(startedAt, finishedAt)}`]),
    ...(cause === null ? [] : [`cause: ${cause}`]),
    ...(providerCode === null ? [] : [`provider’s code: ${providerCode}`]),
  ];
  return {
    title: `Attempt ${number}: ${words}`,
    icon: IconArrowUpRight,
    color,
    body: (
      <>
        {facts.length > 0 && <Facts facts={facts} />}
        {explanation !== null && <Words>{explanation}</Words>}
        {duplicateRisk && (
          <Text size="sm" mt={4}>
            <Badge
              color="orange"
              variant="light"
              leftSection={<IconAlertTriangle size={12} aria-hidden />}
              style={{ textTransform: 'none' }}
            >
              May arrive twice
            </Badge>{' '}
            What came of an earlier attempt was never learned, so the recipient may get this message twice.
          </Text>
        )}
      </>
    ),
  };
}

function tellingOfCallback({ signals, body }: Callback): Telling {
  const statuses = signals.map(({ providerStatus }) => `“${providerStatus}”`);
  return {
    title: statuses.length === 0 ? 'Callback' : `Callback: ${statuses.join(', ')}`,
    icon: IconWebhook,
    color: 'gray',
    body: (
      <>
        {signals.map(({ reason }, index) =>
          reason?.providerCode === undefined ? null : (
            <Facts key={index} facts={[`provider’s code: ${reason.providerCode}`]} />
          ),
        )}
        <CodeDetails label="As the provider sent it" code={body} />
      </>
    ),
  };
}

function tellingOfEvent(event: DeliveryEvent): Telling {
  const { color, icon, means } = STATUS_LOOKS[event.type];
  const atVendor = vendorTime(event);
  const { reason } = event;
  return {
    title: reasonWords(event.type),
    icon,
    color,
    body: (
      <>
        {reason === null ? (
          <Words>{means}.</Words>
        ) : (
          <>
            <Words>
              <b>{reasonWords(reason.code)}.</b> {reason.explanation}
            </Words>
            {reason.providerCode !== undefined && <Facts facts={[`provider’s code: ${reason.providerCode}`]} />}
          </>
        )}
        {atVendor !== null && (
          <Text size="xs" c="dimmed">
            By the provider’s clock <ExactTime at={atVendor} />
          </Text>
        )}
      </>
    ),
  };
}

function tellingOfWaiting({ explanation, dueAt }: Waiting): Telling {
  return {
    title: 'Waiting',
    icon: IconClock,
    color: 'gray',
    body: (
      <>
        <Words>{explanation}</Words>
        {dueAt !== null && (
          <Text size="xs" c="dimmed">
            Next: <TimeText at={dueAt} />
          </Text>
        )}
      </>
    ),
  };
}

function Words({ children }: { children: ReactNode }) {
  return (
    <Text size="sm" mt={2} className="foreign">
      {children}
    </Text>
  );
}

function Facts({ facts }: { facts: readonly string[] }) {
  return (
    <Text size="xs" c="dimmed" mt={2} className="foreign">
      {facts.join(' · ')}
    </Text>
  );
}
