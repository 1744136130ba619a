interface ConfigFieldBase {
  /** Short name shown in forms. */
  label: string;
  /** What it is and where to find it. */
  help: string;
  required: boolean;
  /** Sealed at rest, masked in every answer, never logged. */
  secret: boolean;
  /** A value of the right shape, invented. Never given for a secret. */
  example?: string;
  /** Fields that have to be given whenever this one is, in a configuration and in an override alike. */
  givenWith?: readonly string[];
  /**
   * The stored value is dropped when a request overrides this other field, because it belongs to the other's account. One
   * name is enough: what else makes up that account comes together with it (`givenWith`).
   */
  resetWith?: string;
}

/** Text, optionally of a fixed shape. */
export interface StringField extends ConfigFieldBase {
  type: 'string';
  /** Regular expression that the whole value matches. */
  pattern?: string;
  /** The pattern in words, for error messages: "must be …". */
  shape?: string;
}

/** A number within bounds. */
export interface NumberField extends ConfigFieldBase {
  type: 'number';
  minimum?: number;
  maximum?: number;
}

/** On or off. */
export interface BooleanField extends ConfigFieldBase {
  type: 'boolean';
}

/** One setting of an integration, as data: types, validation, sealing, masking and the form all come from it. */
export type ConfigField = StringField | NumberField | BooleanField;

/** The settings of a provider by name; the order is the order of the form. */
export type ConfigFields = Readonly<Record<string, ConfigField>>;

/** A value of a setting. */
export type ConfigValue = string | number | boolean;

/** A checked configuration, whichever provider it is for. */
export type ProviderConfig = Readonly<Record<string, ConfigValue | undefined>>;

type ValueOf<Field extends ConfigField> = Field extends StringField
  ? string
  : Field extends NumberField
    ? number
    : boolean;

/** The type of a checked configuration with these fields. */
export type ConfigOf<Fields extends ConfigFields> = {
  readonly [Key in keyof Fields as Fields[Key]['required'] extends true ? Key : never]: ValueOf<Fields[Key]>;
} & {
  readonly [Key in keyof Fields as Fields[Key]['required'] extends true ? never : Key]?: ValueOf<Fields[Key]>;
};

/** Keeps the exact types of the declaration, so that `ConfigOf` can read them. */
export function defineConfigFields<const Fields extends ConfigFields>(fields: Fields): Fields {
  return fields;
}
