import { SetMetadata } from '@nestjs/common';

/**
 * Who may call: `changes_by_admin` is everybody for looking and admins for the rest, `admin` is admins alone, `own` is
 * every member, because nothing but the member's own is touched.
 */
export type SessionAccess = 'changes_by_admin' | 'admin' | 'own';

/** Where guards find the access of a handler, or of its class. */
export const SESSION_ACCESS = 'herald:session-access';

/** Says who may call, where it is not `changes_by_admin`. */
export const AllowedTo = (access: Exclude<SessionAccess, 'changes_by_admin'>) => SetMetadata(SESSION_ACCESS, access);
