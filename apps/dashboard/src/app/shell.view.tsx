import { AppShell, Burger, Group, NavLink, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { SessionContext, sessionQuery } from '../session/session.query.js';
import { AppSwitcher } from './app.switcher.js';
import { useCurrentApp } from './current.app.js';
import { MemberMenu } from './member.menu.js';
import { APP_PAGES, SETTINGS_PAGES, type NavigationItem } from './navigation.items.js';

const NAVBAR_WIDTH = 220;

/** What surrounds every page of a member: switcher of apps, navigation, own menu. Without a session it leads to the sign-in. */
export function ShellView() {
  const { data: session } = useQuery(sessionQuery);
  const { pathname } = useLocation();
  const [isOpen, { toggle, close }] = useDisclosure();
  const main = useRef<HTMLElement>(null);
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    close();
    // Who listens to the page hears where the link led; who looks sees no frame.
    main.current?.focus({ preventScroll: true });
  }, [pathname, close]);
  if (!session) return <WayOut />;
  return (
    <SessionContext value={session}>
      <AppShell
        header={{ height: 56 }}
        navbar={{ width: NAVBAR_WIDTH, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
        padding={{ base: 'sm', sm: 'lg' }}
      >
        <a className="skip-link" href="#main" onClick={(event) => skipTo(event, main.current)}>
          Skip to the page
        </a>
        <AppShell.Header>
          <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="xs">
            <Group gap="sm" wrap="nowrap" miw={0}>
              <Burger
                opened={isOpen}
                onClick={toggle}
                hiddenFrom="sm"
                size="sm"
                aria-label="Navigation"
                aria-expanded={isOpen}
              />
              <Text fw={700} size="lg" visibleFrom="sm">
                Herald
              </Text>
              <AppSwitcher />
            </Group>
            <MemberMenu />
          </Group>
        </AppShell.Header>
        <AppShell.Navbar p="xs" component="nav" aria-label="Pages">
          <Navigation />
        </AppShell.Navbar>
        <AppShell.Main id="main" ref={main} tabIndex={-1} style={{ outline: 'none' }}>
          <Outlet />
        </AppShell.Main>
      </AppShell>
    </SessionContext>
  );
}

/** Leads to the sign-in, once, from where the session ended; afterwards the member is there again. */
function WayOut() {
  const router = useRouter();
  useEffect(() => {
    void router.navigate({ to: '/sign-in', search: { next: router.state.location.href } });
  }, [router]);
  return null;
}

function skipTo(event: React.MouseEvent, main: HTMLElement | null): void {
  event.preventDefault();
  main?.focus();
}

function Navigation() {
  const app = useCurrentApp();
  return (
    <>
      {app !== undefined && APP_PAGES.map((item) => <NavigationLink key={item.to} item={item} appId={app.id} />)}
      <Text size="xs" c="dimmed" fw={600} px="sm" pt="md" pb={4}>
        Settings
      </Text>
      {SETTINGS_PAGES.map((item) => (
        <NavigationLink key={item.to} item={item} />
      ))}
    </>
  );
}

function NavigationLink({ item: { to, label, icon: Icon }, appId }: { item: NavigationItem; appId?: string }) {
  const { pathname } = useLocation();
  const path = to.replace('$appId', appId ?? '');
  return (
    <NavLink
      component={Link}
      to={path}
      label={label}
      leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
      active={pathname === path || pathname.startsWith(`${path}/`)}
      variant="light"
    />
  );
}
