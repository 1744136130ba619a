import { Settings } from '#herald/config';
import { MemberLinkRepository, MemberRepository } from '#herald/store';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditTrail } from '../audit/audit.trail.js';
import { PasswordHasher } from '../session/password.hash.js';
import { SetupLink } from './setup.link.js';

/**
 * Lets somebody into a new Herald: makes the admin that the environment names, or prints a link with which whoever sees
 * this output becomes the first one.
 */
@Injectable()
export class FirstAdmin implements OnModuleInit {
  constructor(
    private readonly settings: Settings,
    private readonly members: MemberRepository,
    private readonly links: MemberLinkRepository,
    private readonly passwords: PasswordHasher,
    private readonly setupLink: SetupLink,
    private readonly trail: AuditTrail,
  ) {}

  async onModuleInit(): Promise<void> {
    const { adminEmail: email, adminPassword: password } = this.settings;
    if (email !== undefined && password !== undefined) await this.#ensure(email, password);
    if (!(await this.members.someoneCanSignIn())) await this.#printLink(email);
  }

  async #ensure(email: string, password: string): Promise<void> {
    const found = await this.members.credentials(email);
    if (found?.passwordHash === undefined || found.passwordHash === null) {
      const member = await this.members.ensureAdmin(email, await this.passwords.hash(password));
      await this.trail.record('makeFirstAdmin', member, null);
    }
  }

  async #printLink(email: string | undefined): Promise<void> {
    const member = email === undefined ? undefined : await this.#invited(email);
    const { url } = this.setupLink.of(await this.links.makeForFirstAdmin(member ?? null));
    // Shown here and never again, and not through the logger: logs are kept, a key to the house must not be.
    process.stdout.write(
      `\nNobody can sign in to the dashboard yet. Open this within 24 hours to become its first admin; it works once:\n  ${url}\n\n`,
    );
  }

  async #invited(email: string): Promise<string | undefined> {
    await this.members.create(email, 'admin');
    return (await this.members.credentials(email))?.member.id;
  }
}
