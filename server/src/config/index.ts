export { COMMANDS, type CommandDeclaration, type CommandId } from './commands';
export { SETTINGS, type SettingDeclaration, type SettingKey } from './settings';
