import { LongText } from '../display/long.text.js';
import { profileEntries } from './profile.entries.js';

/** Everything that is known of a user, also what Herald has no use for. */
export function ProfileView({ user }: { user: Readonly<Record<string, unknown>> }) {
  return (
    <dl className="profile">
      {profileEntries(user).map(({ name, text, isCode }) => (
        <div key={name}>
          <dt className="foreign">{name}</dt>
          <dd>
            <LongText label={name} text={text === '' ? '(empty)' : text} isCode={isCode} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
