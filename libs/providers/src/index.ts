export { ProviderCatalogueError } from './provider.catalogue.js';
export { ProviderPackageError } from './provider.packages.js';
export { ProvidersModule } from './providers.module.js';
