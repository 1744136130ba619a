import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = 'apps/dashboard/src';
/** Written from the API's document, whose examples name providers. */
const GENERATED = 'api/herald.schema.d.ts';

/** Names of providers' folders, and the vendor's alone. */
const providers = readdirSync('libs/providers/src', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name.includes('-'))
  .flatMap(({ name }) => [name, name.replaceAll('-', '_'), ...name.split('-').slice(0, 1)]);

function namedIn(text: string): string[] {
  return providers.filter((name) => text.toLowerCase().includes(name));
}

describe('The dashboard', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.tsx?$/.test(name) && name !== GENERATED,
  );

  it('names no provider: forms and words come from manifests', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((name) => namedIn(readFileSync(join(SOURCES, name), 'utf8')).length > 0)).toEqual([]);
  });

  it('would be found out', () => {
    expect(namedIn(`if (provider.id === 'twilio_whatsapp') return <TwilioForm />;`)).toEqual(
      expect.arrayContaining(['twilio_whatsapp', 'twilio']),
    );
  });
});
