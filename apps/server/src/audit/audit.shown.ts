import { SetMetadata } from '@nestjs/common';

/** Where the audit finds what of a body it may show. */
export const AUDIT_SHOWN = 'herald:audit-shown';

/** Names the properties of a body whose values are neither secret nor personal, so that the audit log shows them. */
export const AuditShows = (...names: string[]) => SetMetadata(AUDIT_SHOWN, names);
