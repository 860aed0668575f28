import { Workbench } from '../workbench.mjs';

export const journeys = {
  'a Python file opens in the editor with Convscope installed': async (session) => {
    const workbench = await Workbench.open(session, { file: 'net.py' });
    await workbench.line('class Net').waitFor();
    await workbench.runCommand('Developer: Show Running Extensions');
    const running = workbench.page.locator('.runtime-extensions-editor .monaco-list-row');
    await running.filter({ hasText: 'convscope' }).first().waitFor({ timeout: 30_000 });
  },
};
