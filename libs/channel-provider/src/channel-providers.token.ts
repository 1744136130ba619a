/** Under this key the providers module gives every provider that is switched in: `readonly ChannelProvider[]`. */
export const CHANNEL_PROVIDERS = Symbol('CHANNEL_PROVIDERS');
