import {
  type Icon,
  IconActivityHeartbeat,
  IconApps,
  IconChartBar,
  IconInbox,
  IconListDetails,
  IconPlugConnected,
  IconSend,
  IconUserCircle,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';

/** A page in the navigation. */
export interface NavigationItem {
  /** Its address, with `$appId` where the app's id stands. */
  to: string;
  label: string;
  icon: Icon;
}

/** Pages of one app. */
export const APP_PAGES: readonly NavigationItem[] = [
  { to: '/apps/$appId/overview', label: 'Overview', icon: IconChartBar },
  { to: '/apps/$appId/deliveries', label: 'Deliveries', icon: IconSend },
  { to: '/apps/$appId/users', label: 'Users', icon: IconUsers },
  { to: '/apps/$appId/inbound', label: 'Inbound', icon: IconInbox },
  { to: '/apps/$appId/channels', label: 'Channels', icon: IconPlugConnected },
  { to: '/apps/$appId/health', label: 'Health', icon: IconActivityHeartbeat },
];

/** Pages about Herald itself. */
export const SETTINGS_PAGES: readonly NavigationItem[] = [
  { to: '/settings/apps', label: 'Apps and keys', icon: IconApps },
  { to: '/settings/members', label: 'Members', icon: IconUsersGroup },
  { to: '/settings/audit', label: 'Audit log', icon: IconListDetails },
  { to: '/settings/account', label: 'My account', icon: IconUserCircle },
];
