export { type CommandDeclaration, COMMANDS, type CommandId } from './commands';
export { type SettingDeclaration, type SettingKey, SETTINGS } from './settings';
