import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { DASHBOARD_THEME, DASHBOARD_VARIABLES } from './dashboard.theme.js';
import { dashboardRouter } from './dashboard.router.js';
import { answers } from './answer.cache.js';

/** The nonce of this page, which its content security policy asks of every style element. */
const STYLE_NONCE = document.querySelector<HTMLElement>('[nonce]')?.nonce ?? '';

// Dialogs keep the page behind them still with a style element of a package that reads its nonce from here.
Object.assign(globalThis, { __webpack_nonce__: STYLE_NONCE });

/** The whole dashboard. */
export function Dashboard() {
  return (
    <MantineProvider
      theme={DASHBOARD_THEME}
      cssVariablesResolver={DASHBOARD_VARIABLES}
      defaultColorScheme="auto"
      getStyleNonce={() => STYLE_NONCE}
    >
      <QueryClientProvider client={answers}>
        <Notifications position="top-right" />
        <RouterProvider router={dashboardRouter} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
