/** The open fonts that pictures are set in: faces of server/src/draw and their files (SIL Open Font License). */
const packages = 'node_modules/@expo-google-fonts';

/** The letters that pictures are measured and set in; others fall back to the fonts of the system. */
export const LETTERS = [
  ...Array.from({ length: 95 }, (_, i) => String.fromCodePoint(32 + i)),
  ...'×·→≥≤−÷⌊⌋⌈⌉…⋯²³'.split(''),
];

/** What the fonts below do not have is borrowed from this one. */
export const SYMBOLS = {
  family: 'Noto Sans Math',
  file: `${packages}/noto-sans-math/400Regular/NotoSansMath_400Regular.ttf`,
  letters: '⌊⌋⌈⌉⋯'.split(''),
};

/** Their licence goes where they go. */
export const FONT_LICENCES = [
  { from: `${packages}/inter/LICENSE_FONT`, to: 'assets/Inter.LICENSE.txt' },
  { from: `${packages}/jetbrains-mono/LICENSE_FONT`, to: 'assets/JetBrainsMono.LICENSE.txt' },
  { from: `${packages}/noto-sans-math/LICENSE_FONT`, to: 'assets/NotoSansMath.LICENSE.txt' },
];

export const FONTS = [
  { face: 'regular', family: 'Inter', file: `${packages}/inter/400Regular/Inter_400Regular.ttf` },
  { face: 'semibold', family: 'Inter', file: `${packages}/inter/600SemiBold/Inter_600SemiBold.ttf` },
  {
    face: 'mono',
    family: 'JetBrains Mono',
    file: `${packages}/jetbrains-mono/400Regular/JetBrainsMono_400Regular.ttf`,
  },
];
