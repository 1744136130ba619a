import type {
  BuildInput,
  BuildResult,
  ChannelProvider,
  EventType,
  ProviderConfig,
  ProviderManifest,
  ProviderSighting,
  SendOutcome,
  SightingSearch,
} from '#herald/channel-provider';

/** What goes out to the vendor of the specs. */
interface VendorRequest {
  to: string;
  text: string;
}

/** A message that the vendor has. */
export interface VendorMessage extends VendorRequest {
  id: string;
  createdAt: Date;
  /** Stays out of lists for so many of them. */
  hiddenFor: number;
  event?: EventType;
}

/** A vendor in memory: what it has is what the spec puts there. */
export class TestVendor implements ChannelProvider<ProviderConfig, VendorRequest> {
  readonly manifest: ProviderManifest = {
    id: 'vendor',
    channel: 'test',
    label: 'Vendor',
    summary: 'Has messages.',
    docsUrl: 'https://vendor.example',
    config: {},
    profile: [],
    capabilities: { callbacks: true, inbound: false, seen: true },
  };

  messages: VendorMessage[] = [];
  isDown = false;
  /** Every question so far. */
  asked: SightingSearch<VendorRequest>[] = [];

  address(): { kind: 'address'; address: string } {
    return { kind: 'address', address: 'there' };
  }

  build({ message, address }: BuildInput<ProviderConfig>): BuildResult<VendorRequest> {
    return { kind: 'request', request: { to: address, text: message.text ?? '' } };
  }

  send(): Promise<SendOutcome> {
    return Promise.resolve({ kind: 'unknown', cause: 'reset', explanation: 'The connection broke.' });
  }

  /** Takes a message. */
  has(message: Partial<VendorMessage> & { id: string }): void {
    this.messages.push({ to: 'address', text: 'hello', createdAt: new Date(), hiddenFor: 0, ...message });
  }

  lookup(search: SightingSearch<VendorRequest>): Promise<ProviderSighting[]> {
    this.asked.push(search);
    if (this.isDown) return Promise.reject(new Error('The vendor is down'));
    const found = this.messages.filter((message) =>
      search.by === 'id' ? message.id === search.providerMessageId : this.#isListed(message, search),
    );
    return Promise.resolve(found.map(sightingOf));
  }

  #isListed(message: VendorMessage, search: Extract<SightingSearch<VendorRequest>, { by: 'request' }>): boolean {
    const { request, createdAfter, createdBefore } = search;
    if (message.to !== request.to || message.text !== request.text) return false;
    if (message.createdAt < createdAfter || message.createdAt > createdBefore) return false;
    message.hiddenFor -= 1;
    return message.hiddenFor < 0;
  }
}

function sightingOf({ id, createdAt, event }: VendorMessage): ProviderSighting {
  const told = { kind: 'status', providerMessageId: id, providerStatus: event ?? 'queued' } as const;
  return { providerMessageId: id, createdAt, signal: event === undefined ? told : { ...told, event } };
}
