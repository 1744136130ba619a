import { Text } from '@mantine/core';

/** Beyond this a text may be higher than its place and is scrolled, which has to be possible by keyboard, too. */
const SHORT = 300;

/** Text that somebody wrote, with its lines; a long one scrolls in its place. */
export function LongText({ label, text, isCode = false }: { label: string; text: string; isCode?: boolean }) {
  const isLong = text.length > SHORT || text.split('\n').length > 8;
  return (
    <Text
      size={isCode ? 'xs' : 'sm'}
      ff={isCode ? 'monospace' : undefined}
      className="foreign-block long-text"
      {...(isLong && { tabIndex: 0, role: 'group', 'aria-label': label })}
    >
      {text}
    </Text>
  );
}
