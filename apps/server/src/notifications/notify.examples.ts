/** Calls that people make, for the OpenAPI document. */
export const NOTIFY_EXAMPLES = {
  known: {
    summary: 'Known users',
    value: {
      notification: { title: 'Your order is on its way', message: 'Order 4711 arrives tomorrow between 9 and 11.' },
      recipients: ['user-42', 'user-43'],
      category: 'orders',
    },
  },
  inline: {
    summary: 'A user in full, as newer clients write it',
    value: {
      notification: { message: 'Your code is 123456' },
      sendTo: { recipients: [{ identifier: 'user-42', phoneNumber: '+12025550142' }] },
    },
  },
  template: {
    summary: 'An approved WhatsApp template',
    value: {
      notification: { title: 'Your order is on its way' },
      recipients: ['user-42'],
      override: {
        twilio_whatsapp: { ContentSid: 'HX0123456789abcdef0123456789abcdef', ContentVariables: { '1': '4711' } },
      },
    },
  },
};
