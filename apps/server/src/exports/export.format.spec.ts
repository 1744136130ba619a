import { text } from 'node:stream/consumers';
import { exportStream } from './export.format.js';

const COLUMNS = {
  name: ({ name }: Row) => name,
  count: ({ count }: Row) => count,
  at: ({ at }: Row) => at,
};
interface Row {
  name: string;
  count?: number;
  at?: Date | null;
}

async function* given(rows: Row[]) {
  await Promise.resolve();
  yield* rows;
}
const csv = async (...rows: Row[]) => (await text(exportStream(given(rows), 'csv', COLUMNS))).replace('\uFEFF', '');

describe('exportStream', () => {
  it('writes a table with a heading, also of nothing', async () => {
    expect(await csv()).toBe('name,count,at\r\n');
    expect(await csv({ name: 'a', count: 7, at: new Date(0) }, { name: 'b', at: null })).toBe(
      'name,count,at\r\na,7,1970-01-01T00:00:00.000Z\r\nb,,\r\n',
    );
    const bytes = await text(exportStream(given([]), 'csv', COLUMNS));
    expect(bytes.length).toBeLessThanOrEqual('\uFEFFname,count,at\r\n'.length);
  });

  it.each([
    ['a,b', '"a,b"'],
    ['say "a"', '"say ""a"""'],
    ['two\r\nlines', '"two\r\nlines"'],
    ['שלום 🎉', 'שלום 🎉'],
    ['=1+1', "'=1+1"],
    ['+12025550142', "'+12025550142"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['=cmd|"/c calc"!A1', `"'=cmd|""/c calc""!A1"`],
    ['a=1', 'a=1'],
  ])('writes %j as %j', async (name, written) => {
    expect(await csv({ name })).toBe(`name,count,at\r\n${written},,\r\n`);
  });

  it('writes an object in each line', async () => {
    const rows = [{ name: 'a\nb', count: 1 }, { name: '=1' }];
    const lines = (await text(exportStream(given(rows), 'ndjson', COLUMNS))).split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => JSON.parse(line) as Row)).toEqual(rows);
  });

  it.each(['csv', 'ndjson'] as const)(
    'reads %s no faster than it is taken, and no further than that',
    async (format) => {
      let read = 0;
      let tellEnd: () => void = () => undefined;
      const ended = new Promise<void>((resolve) => (tellEnd = resolve));
      const endless = async function* (): AsyncGenerator<Row> {
        try {
          for (;;) {
            await Promise.resolve();
            read += 1;
            yield { name: 'x'.repeat(1_000) };
          }
        } finally {
          tellEnd();
        }
      };
      const stream = exportStream(endless(), format, COLUMNS);
      await new Promise((resolve) => stream.once('readable', resolve));
      for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
      expect(read).toBeLessThan(500);
      const readThen = read;
      for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
      expect(read).toBe(readThen);
      const closed = new Promise((resolve) => stream.once('close', resolve));
      stream.destroy();
      await closed;
      await ended;
    },
  );

  it.each(['csv', 'ndjson'] as const)('breaks %s off when what it reads fails', async (format) => {
    const failing = async function* (): AsyncGenerator<Row> {
      yield { name: 'a' };
      await Promise.resolve();
      throw new Error('gone');
    };
    await expect(text(exportStream(failing(), format, COLUMNS))).rejects.toThrow('gone');
  });
});
