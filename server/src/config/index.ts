export { COMMANDS, type CommandDeclaration, type CommandId } from './commands';
export * from './levels';
export { SETTINGS, type SettingDeclaration, type SettingKey } from './settings';
