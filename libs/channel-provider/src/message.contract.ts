import type { JsonObject } from './json.types.js';

/** What is to be told, free of any vendor's words. Every part is optional: a provider uses what its channel can show. */
export interface Message {
  title?: string;
  /** `notification.message` of the request. */
  text?: string;
  /** A link that the message leads to. */
  url?: string;
  /** Address of an image that stands for the message. */
  icon?: string;
  /** `notification.templateIdentifier`: names a template kept by the vendor. */
  template?: string;
  category?: string;
  /** Free data of the notification; fills template variables. */
  data: JsonObject;
}
