import { Readable, pipeline } from 'node:stream';
import { stringify } from 'csv-stringify';

/** The forms in which a list can be taken along. */
export const EXPORT_FORMATS = ['csv', 'ndjson'] as const;

/** A form in which a list can be taken along. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The media types of the formats: RFC 4180 and https://github.com/ndjson/ndjson-spec */
export const EXPORT_TYPES: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

/** A column of a table: its name, and its value of an item; null: empty. */
export type ExportColumns<Item> = Readonly<Record<string, (item: Item) => string | number | Date | null | undefined>>;

/**
 * Items as bytes, read no faster than they are taken.
 *
 * In CSV, text that a spreadsheet would take for a formula begins with an apostrophe, phone numbers with their plus among
 * them (https://owasp.org/www-community/attacks/CSV_Injection), and a byte order mark says that it is UTF-8.
 *
 * @param items what to write; its failure breaks the stream off
 */
export function exportStream<Item>(
  items: AsyncIterable<Item>,
  format: ExportFormat,
  columns: ExportColumns<Item>,
): Readable {
  return format === 'ndjson' ? Readable.from(lines(items), { objectMode: false }) : table(items, columns);
}

async function* lines(items: AsyncIterable<unknown>): AsyncGenerator<string, void, undefined> {
  for await (const item of items) yield `${JSON.stringify(item)}\n`;
}

function table<Item>(items: AsyncIterable<Item>, columns: ExportColumns<Item>): Readable {
  const values = Object.values(columns);
  const csv = stringify({
    bom: true,
    header: true,
    columns: Object.keys(columns),
    escape_formulas: true,
    record_delimiter: '\r\n',
    cast: { date: (date) => date.toISOString() },
  });
  const rows = async function* () {
    for await (const item of items) yield values.map((value) => value(item));
  };
  // Whoever reads the result hears of a failure by it.
  return pipeline(Readable.from(rows()), csv, () => undefined);
}
