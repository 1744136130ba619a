import {
  Outlet,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  redirect,
} from '@tanstack/react-router';
import { deliverySearch } from '../deliveries/delivery.search.js';
import { timeSpanSearch } from '../overview/time-span.search.js';
import { sessionQuery } from '../session/session.query.js';
import { auditSearch } from '../settings/audit.search.js';
import { answers } from './answer.cache.js';
import { BrokenPage, MissingPage } from './failed.page.js';
import { ShellView } from './shell.view.js';

const root = createRootRoute({ component: Outlet, errorComponent: BrokenPage, notFoundComponent: MissingPage });

const signIn = createRoute({
  getParentRoute: () => root,
  path: 'sign-in',
  validateSearch: ({ next }: Record<string, unknown>) => (typeof next === 'string' ? { next } : {}),
  component: lazyRouteComponent(() => import('../session/sign-in.page.js'), 'SignInPage'),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: 'setup',
  component: lazyRouteComponent(() => import('../session/setup.page.js'), 'SetupPage'),
});

const member = createRoute({
  getParentRoute: () => root,
  id: 'member',
  beforeLoad: async ({ location }) => {
    const session = await answers.ensureQueryData(sessionQuery);
    if (session === null) throw redirect({ to: '/sign-in', search: { next: location.href } });
    return { session };
  },
  component: ShellView,
});

const home = createRoute({
  getParentRoute: () => member,
  path: '/',
  beforeLoad: ({ context: { session } }) => {
    const [app] = session.apps;
    if (app === undefined) throw redirect({ to: '/settings/apps' });
    throw redirect({ to: '/apps/$appId/overview', params: { appId: app.id } });
  },
});

const app = createRoute({
  getParentRoute: () => member,
  path: 'apps/$appId',
  beforeLoad: ({ context: { session }, params: { appId } }) => {
    if (!session.apps.some(({ id }) => id === appId)) throw notFound();
  },
  notFoundComponent: MissingPage,
});

const overview = createRoute({
  getParentRoute: () => app,
  path: 'overview',
  validateSearch: timeSpanSearch,
  component: lazyRouteComponent(() => import('../overview/overview.page.js'), 'OverviewPage'),
});

const deliveries = createRoute({
  getParentRoute: () => app,
  path: 'deliveries',
  validateSearch: deliverySearch,
  component: lazyRouteComponent(() => import('../deliveries/delivery-list.page.js'), 'DeliveryListPage'),
});

const delivery = createRoute({
  getParentRoute: () => app,
  path: 'deliveries/$deliveryId',
  component: lazyRouteComponent(() => import('../deliveries/delivery.page.js'), 'DeliveryPage'),
});

const users = createRoute({
  getParentRoute: () => app,
  path: 'users',
  validateSearch: ({ q }: Record<string, unknown>) => (typeof q === 'string' && q !== '' ? { q } : {}),
  component: lazyRouteComponent(() => import('../users/user-list.page.js'), 'UserListPage'),
});

const user = createRoute({
  getParentRoute: () => app,
  path: 'users/$identifier',
  component: lazyRouteComponent(() => import('../users/user.page.js'), 'UserPage'),
});

const inbound = createRoute({
  getParentRoute: () => app,
  path: 'inbound',
  component: lazyRouteComponent(() => import('../users/inbound.page.js'), 'InboundPage'),
});

const channels = createRoute({
  getParentRoute: () => app,
  path: 'channels',
  component: lazyRouteComponent(() => import('../channels/channel-list.page.js'), 'ChannelListPage'),
});

const newIntegration = createRoute({
  getParentRoute: () => app,
  path: 'channels/new/$providerId',
  component: lazyRouteComponent(() => import('../channels/new-integration.page.js'), 'NewIntegrationPage'),
});

const integration = createRoute({
  getParentRoute: () => app,
  path: 'channels/$integrationId',
  component: lazyRouteComponent(() => import('../channels/integration.page.js'), 'IntegrationPage'),
});

const health = createRoute({
  getParentRoute: () => app,
  path: 'health',
  component: lazyRouteComponent(() => import('../health/health.page.js'), 'HealthPage'),
});

const settings = createRoute({ getParentRoute: () => member, path: 'settings' });

const apps = createRoute({
  getParentRoute: () => settings,
  path: 'apps',
  component: lazyRouteComponent(() => import('../settings/app-list.page.js'), 'AppListPage'),
});

const members = createRoute({
  getParentRoute: () => settings,
  path: 'members',
  component: lazyRouteComponent(() => import('../settings/member-list.page.js'), 'MemberListPage'),
});

const audit = createRoute({
  getParentRoute: () => settings,
  path: 'audit',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('../settings/audit.page.js'), 'AuditPage'),
});

const account = createRoute({
  getParentRoute: () => settings,
  path: 'account',
  component: lazyRouteComponent(() => import('../settings/account.page.js'), 'AccountPage'),
});

/** Every page of the dashboard with its address; pages come when they are visited. */
export const dashboardRouter = createRouter({
  routeTree: root.addChildren([
    signIn,
    setup,
    member.addChildren([
      home,
      app.addChildren([
        overview,
        deliveries,
        delivery,
        users,
        user,
        inbound,
        channels,
        newIntegration,
        integration,
        health,
      ]),
      settings.addChildren([apps, members, audit, account]),
    ]),
  ]),
  basepath: new URL(document.baseURI).pathname,
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof dashboardRouter;
  }
}
