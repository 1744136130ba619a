import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { heraldUrl } from '../api/herald.api.js';
import { type DeliverySearch, searchParameters } from './delivery.search.js';

const FORMATS = [
  { format: 'csv', label: 'CSV, for spreadsheets' },
  { format: 'ndjson', label: 'NDJSON, for programs' },
] as const;

/** Takes along everything that a list finds, however much of it is shown. */
export function ExportMenu({ appId, search }: { appId: string; search: DeliverySearch }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map(({ format, label }) => (
          <Menu.Item
            key={format}
            component="a"
            download
            href={heraldUrl('v3/deliveries/export', { ...searchParameters(search), format, 'x-herald-app': appId })}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
