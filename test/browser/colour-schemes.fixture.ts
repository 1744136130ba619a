import type { Visitor } from './visitor.fixture.js';

/** Resolves when the page has changed its colours and no transition is under way. */
const SETTLED = `new Promise((settled) => {
  requestAnimationFrame(() => requestAnimationFrame(() => settled(
    Promise.allSettled(document.getAnimations().filter((one) => one instanceof CSSTransition).map(({ finished }) => finished)),
  )));
}).then(() => undefined)`;

/** Serious faults of a page as it stands, in the light and in the dark scheme of colours; it ends in the light one. */
export async function faultsInBothSchemes(visitor: Visitor): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await visitor.page.emulateMedia({ colorScheme });
    await visitor.page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor();
    await visitor.page.evaluate(SETTLED);
    const faults = await visitor.accessibilityFaults();
    found.push(...faults.map((fault) => `${colorScheme}: ${fault}`));
  }
  return found;
}
