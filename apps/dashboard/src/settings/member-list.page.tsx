import { ActionIcon, Badge, Button, Group, Menu, Modal, Paper, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDotsVertical, IconLock, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { HeraldProblem } from '../api/herald.problem.js';
import type { Member } from '../api/herald.types.js';
import { EmptyView } from '../display/empty.view.js';
import { LoadingView } from '../display/loading.view.js';
import { PageHeader } from '../display/page.header.js';
import { ProblemView } from '../display/problem.view.js';
import { TimeText } from '../display/time.text.js';
import { useIsAdmin, useSession } from '../session/session.query.js';
import { ListRow } from './list.row.js';
import { MEMBER_ACTS, type MemberAct } from './member.acts.js';
import { InviteForm, MemberActForm } from './member.forms.js';
import { membersQuery } from './member.query.js';
import { type ShownOnce, ShownOnceDialog } from './shown-once.dialog.js';

/** Who may sign in to the dashboard, and as what. */
export function MemberListPage() {
  const members = useQuery(membersQuery);
  const isAdmin = useIsAdmin();
  const [isInviting, inviting] = useDisclosure();
  const [shown, setShown] = useState<ShownOnce>();
  return (
    <>
      <PageHeader title="Members" description="People who may sign in here. Admins change things, viewers look.">
        {isAdmin && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={inviting.open}>
            Invite
          </Button>
        )}
      </PageHeader>
      {members.isError && <ListProblem error={members.error} onRetry={() => void members.refetch()} />}
      {members.isPending && <LoadingView rows={3} rowHeight={64} />}
      {members.data !== undefined && (
        <Paper withBorder component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
          {members.data.map((member, index) => (
            <MemberRow key={member.id} member={member} isFirst={index === 0} onShown={setShown} />
          ))}
        </Paper>
      )}
      <Modal opened={isInviting} onClose={inviting.close} title="Invite a member">
        <InviteForm
          onCancel={inviting.close}
          onMade={(made) => {
            inviting.close();
            setShown(made);
          }}
        />
      </Modal>
      <ShownOnceDialog shown={shown} onClose={() => setShown(undefined)} />
    </>
  );
}

function ListProblem({ error, onRetry }: { error: Error; onRetry: () => void }) {
  if (!(error instanceof HeraldProblem) || error.kind !== 'forbidden') {
    return <ProblemView error={error} onRetry={onRetry} />;
  }
  return (
    <EmptyView icon={IconLock} title="Only admins see who the members are">
      You are a viewer. Ask an admin to invite somebody, or to change your role.
    </EmptyView>
  );
}

function MemberRow({
  member,
  isFirst,
  onShown,
}: {
  member: Member;
  isFirst: boolean;
  onShown: (shown: ShownOnce) => void;
}) {
  const { member: self } = useSession();
  return (
    <ListRow isFirst={isFirst}>
      <Stack gap={2} miw={0}>
        <Group gap="xs">
          <Text fw={600} className="foreign">
            {member.email}
          </Text>
          <Badge variant="light" color={member.role === 'admin' ? 'herald' : 'gray'} tt="none">
            {member.role}
          </Badge>
          {member.disabled && (
            <Badge variant="light" color="red" tt="none">
              disabled
            </Badge>
          )}
          {member.id === self.id && (
            <Text size="sm" c="dimmed">
              you
            </Text>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          <SignInText member={member} />
        </Text>
      </Stack>
      <MemberMenu member={member} onShown={onShown} />
    </ListRow>
  );
}

function SignInText({ member: { hasPassword, lastSignedInAt, createdAt } }: { member: Member }) {
  if (!hasPassword) {
    return (
      <>
        Invited <TimeText at={createdAt} />, has set no password yet
      </>
    );
  }
  if (lastSignedInAt === null) return 'Has a password, has never signed in';
  return (
    <>
      Signed in last <TimeText at={lastSignedInAt} />
    </>
  );
}

function MemberMenu({ member, onShown }: { member: Member; onShown: (shown: ShownOnce) => void }) {
  const [act, setAct] = useState<MemberAct>();
  const opener = useRef<HTMLButtonElement>(null);
  const done = (shown?: ShownOnce) => {
    setAct(undefined);
    opener.current?.focus();
    if (shown !== undefined) onShown(shown);
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon ref={opener} variant="subtle" color="gray" size="lg" aria-label={`Change ${member.email}`}>
            <IconDotsVertical size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {MEMBER_ACTS.filter(({ isFor }) => isFor(member)).map((each) => (
            <Menu.Item key={each.id} color={each.isHarsh ? 'red' : undefined} onClick={() => setAct(each)}>
              {each.label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Modal opened={act !== undefined} onClose={() => done()} title={act?.title} returnFocus={false}>
        {act !== undefined && <MemberActForm member={member} act={act} onDone={done} />}
      </Modal>
    </>
  );
}
