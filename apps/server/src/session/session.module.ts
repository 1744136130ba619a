import { Global, Module } from '@nestjs/common';
import { AppController } from '../apps/app.controller.js';
import { AppSecretController } from '../apps/app-secret.controller.js';
import { AuditController } from '../audit/audit.controller.js';
import { AuditTrail } from '../audit/audit.trail.js';
import { FirstAdmin } from '../members/first-admin.bootstrap.js';
import { MemberController } from '../members/member.controller.js';
import { SetupController } from '../members/setup.controller.js';
import { SetupLink } from '../members/setup.link.js';
import { OwnSessionController } from './own-session.controller.js';
import { PasswordHasher } from './password.hash.js';
import { SessionAuthentication } from './session.authentication.js';
import { SignInController } from './sign-in.controller.js';
import { SessionCookie } from './session.cookie.js';
import { SessionView } from './session.view.js';
import { SessionWatch } from './session.watch.js';
import { SignInService } from './sign-in.service.js';
import { SignInThrottle } from './sign-in.throttle.js';

/** Who uses the dashboard, and how they come in. Guards of every controller find the session through it. */
@Global()
@Module({
  controllers: [
    SignInController,
    OwnSessionController,
    SetupController,
    MemberController,
    AuditController,
    AppController,
    AppSecretController,
  ],
  providers: [
    AuditTrail,
    PasswordHasher,
    SessionAuthentication,
    SessionCookie,
    SessionView,
    SessionWatch,
    SignInService,
    SignInThrottle,
    SetupLink,
    FirstAdmin,
  ],
  exports: [SessionAuthentication, SessionWatch, AuditTrail],
})
export class SessionModule {}
