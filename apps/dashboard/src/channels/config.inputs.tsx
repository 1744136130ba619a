import type { Provider } from '../api/herald.types.js';
import { type ConfigTexts, leftBehind } from './config.check.js';
import { ConfigFieldView, LeftBehindNote, fieldDescription } from './config-field.view.js';

/** The inputs of a provider's settings, in the order of its manifest: those that it needs, or the others. */
export function ConfigInputs({
  provider: { config },
  which,
  stored,
  texts,
  faults,
  onChange,
}: {
  provider: Provider;
  which: 'required' | 'optional';
  /** As it is stored; secrets are empty texts. */
  stored: ConfigTexts;
  texts: ConfigTexts;
  /** By path. */
  faults: Readonly<Record<string, string>>;
  onChange: (name: string, text: string | null) => void;
}) {
  const behind = leftBehind(config, texts, stored);
  return Object.entries(config)
    .filter(([, { required }]) => required === (which === 'required'))
    .map(([name, field]) => (
      <LeftBehindNote key={name} owner={behind[name]}>
        <ConfigFieldView
          field={field}
          text={texts[name] === undefined ? '' : texts[name]}
          description={fieldDescription(field, config)}
          error={faults[`config.${name}`]}
          isStored={field.secret && name in stored}
          onChange={(text) => onChange(name, text)}
        />
      </LeftBehindNote>
    ));
}
