import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { countWords } from './count.words.js';
import { EVENT_ORDER, type Tally } from './event.counts.js';
import { EVENT_LOOKS } from './event.looks.js';
import { ScrollRegion } from './scroll.region.js';

/** Counts by type of what has something in common; `nameOf` shows what that is. */
export function TallyTable<Names extends string>({
  label,
  heading,
  tallies,
  nameOf,
}: {
  label: string;
  heading: string;
  tallies: readonly Tally<Names>[];
  nameOf: (of: Record<Names, string | null>) => ReactNode;
}) {
  return (
    <ScrollRegion label={label}>
      <Table verticalSpacing="xs" miw={440}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{heading}</Table.Th>
            {EVENT_ORDER.map((type) => (
              <Table.Th key={type} scope="col" ta="right">
                {EVENT_LOOKS[type].label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tallies.map(({ of, counts }) => (
            <Table.Tr key={JSON.stringify(of)}>
              <Table.Th scope="row" fw={400}>
                {nameOf(of)}
              </Table.Th>
              {EVENT_ORDER.map((type) => (
                <Table.Td key={type} ta="right" className="tabular">
                  {countWords(counts[type])}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollRegion>
  );
}
