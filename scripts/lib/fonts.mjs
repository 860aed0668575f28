/** The open fonts that pictures are set in: faces of server/src/draw and their files (SIL Open Font License). */
const packages = 'node_modules/@expo-google-fonts';

export const FONTS = [
  { face: 'regular', family: 'Inter', file: `${packages}/inter/400Regular/Inter_400Regular.ttf` },
  { face: 'semibold', family: 'Inter', file: `${packages}/inter/600SemiBold/Inter_600SemiBold.ttf` },
  {
    face: 'mono',
    family: 'JetBrains Mono',
    file: `${packages}/jetbrains-mono/400Regular/JetBrainsMono_400Regular.ttf`,
  },
];
