import { Stack, Text } from '@mantine/core';
import type { Integration, Provider } from '../api/herald.types.js';

/** The settings of an integration, to read; secrets only as being set. */
export function SettingsList({ integration, provider }: { integration: Integration; provider: Provider | undefined }) {
  const { config, tenant, priority, allowCredentialOverride } = integration;
  const fields = Object.entries(config as Record<string, string | number | boolean>).map(([name, value]) => {
    const field = provider?.config[name];
    return { name: field?.label ?? name, value: field?.secret === true ? 'Set' : settingWords(value) };
  });
  const all = [
    ...fields,
    { name: 'Tenant', value: tenant ?? 'None: for everyone' },
    { name: 'Priority', value: String(priority) },
    { name: 'Calls may bring credentials of their own', value: settingWords(allowCredentialOverride) },
  ];
  return (
    <Stack gap="xs" component="dl" m={0}>
      {all.map(({ name, value }) => (
        <div key={name}>
          <Text size="xs" c="dimmed" component="dt" className="foreign">
            {name}
          </Text>
          <Text size="sm" component="dd" m={0} className="foreign-block">
            {value}
          </Text>
        </div>
      ))}
    </Stack>
  );
}

function settingWords(value: string | number | boolean): string {
  return typeof value === 'boolean' ? (value ? 'On' : 'Off') : String(value);
}
