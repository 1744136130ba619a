import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef } from 'react';

type LinkElement<Props> = Props & Omit<ComponentPropsWithRef<'a'>, keyof Props>;

/** A link to another page of the dashboard; its address and parameters are typed. */
export const PageLink = createLink((props: LinkElement<AnchorProps>) => <Anchor {...props} />);

/** A link to another page of the dashboard that looks like a button. */
export const PageButton = createLink((props: LinkElement<ButtonProps>) => <Button component="a" {...props} />);
