import { PluginKind, declareValuePlugin } from '@stryker-mutator/api/plugin';

/**
 * SQL is one string to Stryker: emptied it fails wherever it is used, which says nothing about the specs, and the name of
 * a prepared statement changes nothing. Statements are constants of the module, in capitals or functions of fragments.
 */
const sqlIgnorer = {
  shouldIgnore(path) {
    if (!path.isVariableDeclarator() || path.node.id.type !== 'Identifier') return undefined;
    const isOfModule =
      path.parentPath?.parentPath?.isProgram() || path.parentPath?.parentPath?.isExportNamedDeclaration();
    const isStatement = /\b(?:select|update|insert|unnest)\b/.test(path.toString());
    return isOfModule && isStatement ? 'SQL, which the specs on PostgreSQL judge as a whole' : undefined;
  },
};

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'sql', sqlIgnorer)];
