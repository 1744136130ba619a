export { ProviderCatalogueError } from './provider.catalogue.js';
export { ProviderPackageError } from './provider.packages.js';
export { providerVariableFaults } from './provider.variables.js';
export { ProvidersModule } from './providers.module.js';
