import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const herald: MantineColorsTuple = [
  '#e6f7f5',
  '#d0ebe8',
  '#a2d7d1',
  '#70c2b9',
  '#49b0a5',
  '#2fa598',
  '#0b7a75',
  '#096a66',
  '#075a56',
  '#034a47',
];

/** How the dashboard looks: the browser's own letters, one colour of Herald's, contrast by the text's size (WCAG 2.2 AA). */
export const DASHBOARD_THEME = createTheme({
  colors: { herald },
  primaryColor: 'herald',
  primaryShade: { light: 6, dark: 6 },
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  headings: { fontWeight: '650' },
  respectReducedMotion: true,
  components: { Modal: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } } },
});

/** Mantine's dimmed text, placeholders, errors, red buttons and light badges are too faint for WCAG 2.2 AA; these are not. */
export const DASHBOARD_VARIABLES: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5a6168',
    '--mantine-color-placeholder': '#6b7279',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-red-filled': '#c92a2a',
    '--mantine-color-red-filled-hover': '#b02525',
    '--mantine-color-red-outline': '#c92a2a',
    '--mantine-color-green-light-color': '#1d6330',
    '--mantine-color-orange-light-color': '#953205',
    '--mantine-color-yellow-light-color': '#774300',
    '--mantine-color-red-light-color': '#a51d1d',
    '--mantine-color-blue-light-color': '#12528f',
  },
  dark: {
    '--mantine-color-dimmed': '#a9abb0',
    '--mantine-color-placeholder': '#9a9ca1',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-red-filled': '#c92a2a',
    '--mantine-color-red-filled-hover': '#b02525',
    '--mantine-color-red-outline': '#ff8787',
  },
});
