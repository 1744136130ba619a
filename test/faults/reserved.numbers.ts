import { isValidPhoneNumber } from 'libphonenumber-js/max';

const NUMBERS_IN_AREA = 100;

/** Area codes of North America; not 500, where the emulator has numbers with a behaviour of their own. */
const AREAS = Array.from({ length: 800 }, (_, index) => 200 + index).filter(
  (area) => area !== 500 && isValidPhoneNumber(`+1${area}5550100`),
);

/**
 * A number from the range that is reserved for examples, 555-0100 to 555-0199 of each area: another one for each index,
 * over and over again after some 30,000. To each number one message, because what follows one of unknown outcome waits.
 */
export function reservedNumber(index: number): string {
  const area = AREAS[Math.floor(index / NUMBERS_IN_AREA) % AREAS.length] ?? AREAS[0];
  return `+1${area}55501${String(index % NUMBERS_IN_AREA).padStart(2, '0')}`;
}
