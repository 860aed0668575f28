/** The palette that goes with the theme. */
import { PALETTES, type Palette } from '../../../server/src/inspect';

export const paletteNow = (): Palette => PALETTES[/light/.test(document.body.className) ? 'light' : 'dark'];
