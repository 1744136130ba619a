import { Settings } from '#herald/config';
import { Injectable } from '@nestjs/common';
import type { OneTimeLinkDto } from './member.dto.js';

/** Writes one-time links as addresses of the dashboard. */
@Injectable()
export class SetupLink {
  constructor(private readonly settings: Settings) {}

  /** The token stands behind `#`: browsers send that part to nobody, so that it comes into no log of a proxy. */
  of({ token, expiresAt }: { token: string; expiresAt: Date }): OneTimeLinkDto {
    return { url: `${this.settings.publicUrl}/setup#${token}`, expiresAt };
  }
}
