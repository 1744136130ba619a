import { Progress, SimpleGrid, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { IntegrationCondition } from '../api/herald.types.js';
import { TimeText } from '../display/time.text.js';
import { breakerWords, rateWords } from './condition.words.js';

const number = new Intl.NumberFormat();

/** How an integration fares: vendor, backlog, rate and callbacks, each in words. */
export function ConditionFacts({ condition, cols = 4 }: { condition: IntegrationCondition; cols?: number }) {
  return (
    <SimpleGrid cols={{ base: 1, sm: Math.min(cols, 2), lg: cols }} spacing="lg" verticalSpacing="md">
      <Fact name="Vendor">
        <VendorFact condition={condition} />
      </Fact>
      <Fact name="Backlog">
        <BacklogFact condition={condition} />
      </Fact>
      <Fact name="Rate">
        <RateFact condition={condition} />
      </Fact>
      <Fact name="Callbacks of the provider">
        <CallbackFact condition={condition} />
      </Fact>
    </SimpleGrid>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Stack gap={2} miw={0}>
      <Text size="xs" c="dimmed" fw={600}>
        {name}
      </Text>
      {children}
    </Stack>
  );
}

function Small({ children }: { children: ReactNode }) {
  return (
    <Text size="sm" c="dimmed" component="div" className="foreign">
      {children}
    </Text>
  );
}

function VendorFact({ condition: { enabled, breaker } }: { condition: IntegrationCondition }) {
  const { state, sentence } = breakerWords(enabled, breaker);
  const isWell = state === 'well' || state === 'off';
  return (
    <>
      <Text size="sm">{sentence}</Text>
      {enabled && breaker.since !== null && (
        <Small>
          {isWell ? 'Well again since ' : 'Since '}
          <TimeText at={breaker.since} />
        </Small>
      )}
      {!isWell && breaker.lastFailure !== null && (
        <Small>
          Last failure: {breaker.lastFailure.cause.replaceAll('_', ' ')}, <TimeText at={breaker.lastFailure.at} />
        </Small>
      )}
      {!isWell && breaker.heldUntil !== null && (
        <Small>
          Next try: <TimeText at={breaker.heldUntil} />
        </Small>
      )}
    </>
  );
}

function BacklogFact({ condition: { backlog } }: { condition: IntegrationCondition }) {
  const { due, scheduled, claimed, unknown, oldestDueAt, isWhole } = backlog;
  const more = isWhole ? '' : 'at least ';
  if (due + scheduled + claimed + unknown === 0) return <Text size="sm">Nothing waits.</Text>;
  return (
    <>
      <Text size="sm" className="tabular">
        {more}
        {number.format(due)} due, {number.format(scheduled)} scheduled
      </Text>
      <Small>
        {number.format(claimed)} under way, {number.format(unknown)} in doubt
      </Small>
      {oldestDueAt !== null && (
        <Small>
          The oldest was due <TimeText at={oldestDueAt} />
        </Small>
      )}
    </>
  );
}

function RateFact({ condition: { rate } }: { condition: IntegrationCondition }) {
  const { allowedPerSecond, sentPerSecond, heldUntil } = rate;
  const percent = allowedPerSecond === null || allowedPerSecond === 0 ? 0 : (100 * sentPerSecond) / allowedPerSecond;
  return (
    <>
      <Text size="sm" className="tabular">
        {sentPerSecond === 0 ? 'Nothing in the last minute' : `${rateWords(sentPerSecond)}, in the last minute`}
      </Text>
      {allowedPerSecond === null ? (
        <Small>Allowed: as much as the vendor takes</Small>
      ) : (
        <>
          <Progress value={Math.min(100, percent)} aria-label="Rate used of the rate allowed" my={4} />
          <Small>
            {Math.round(percent)} % of {rateWords(allowedPerSecond)}
          </Small>
        </>
      )}
      {heldUntil !== null && (
        <Small>
          The vendor asked to slow down; next <TimeText at={heldUntil} />
        </Small>
      )}
    </>
  );
}

function CallbackFact({ condition: { callbacks } }: { condition: IntegrationCondition }) {
  if (callbacks === null) return <Text size="sm">This provider sends none.</Text>;
  const { lastReceivedAt, refused, lastRefusedAt } = callbacks;
  return (
    <>
      <Text size="sm">
        {lastReceivedAt === null ? (
          'None yet'
        ) : (
          <>
            Last <TimeText at={lastReceivedAt} />
          </>
        )}
      </Text>
      {refused > 0 && (
        <Small>
          {number.format(refused)} refused
          {lastRefusedAt !== null && (
            <>
              , last <TimeText at={lastRefusedAt} />
            </>
          )}
        </Small>
      )}
    </>
  );
}
