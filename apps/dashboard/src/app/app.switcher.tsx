import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useSession } from '../session/session.query.js';
import { useCurrentApp } from './current.app.js';

/** Shows which app is looked at, and changes it. */
export function AppSwitcher() {
  const { apps } = useSession();
  const app = useCurrentApp();
  const navigate = useNavigate();
  if (app === undefined) return null;
  return (
    <Menu position="bottom-start" width="target">
      <Menu.Target>
        <Button
          variant="default"
          miw={0}
          rightSection={<IconChevronDown size={16} aria-hidden />}
          aria-label={`App: ${app.name}. Choose another`}
        >
          <span className="foreign-line">{app.name}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown miw={180}>
        {apps.map(({ id, name }) => (
          <Menu.Item
            key={id}
            fw={id === app.id ? 700 : undefined}
            onClick={() => void navigate({ to: '/apps/$appId/overview', params: { appId: id } })}
          >
            <span className="foreign-line">{name}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
