import { Anchor, Button, Container, Stack, Text, Title } from '@mantine/core';
import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { ProblemView } from '../display/problem.view.js';

/** Shown where a page broke, with a way to try it again. */
export function BrokenPage({ error, reset }: ErrorComponentProps) {
  return (
    <Container size="sm" py="xl">
      <Stack>
        <Title order={1}>This page broke</Title>
        <ProblemView error={error} />
        <Button onClick={reset} w="fit-content">
          Try it again
        </Button>
      </Stack>
    </Container>
  );
}

/** Shown under an address that is no page. */
export function MissingPage() {
  return (
    <Container size="sm" py="xl">
      <Title order={1}>There is no such page</Title>
      <Text mt="md">
        The address may be old. Begin at the{' '}
        <Anchor component={Link} to="/">
          overview
        </Anchor>
        .
      </Text>
    </Container>
  );
}
