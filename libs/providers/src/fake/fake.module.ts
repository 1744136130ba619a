import { Module } from '@nestjs/common';
import { FakeProvider } from './fake.provider.js';

/** Makes the fake provider available. */
@Module({ providers: [FakeProvider], exports: [FakeProvider] })
export class FakeModule {
  static readonly provider = FakeProvider;
}
