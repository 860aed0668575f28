/** Colours of a picture, for those who have no style sheet: VS Code's default themes, and one for print. */
import type { Paint, Tone } from '../scene/shapes';

export type ThemeName = 'light' | 'dark' | 'contrast' | 'print';
export const THEME_NAMES: readonly ThemeName[] = ['light', 'dark', 'contrast', 'print'];

export type Hue = 'blue' | 'red' | 'purple' | 'orange' | 'green' | 'yellow' | 'cyan' | 'magenta' | 'grey';

interface Theme {
  readonly background: string;
  readonly foreground: string;
  readonly muted: string;
  readonly line: string;
  readonly skip: string;
  readonly error: string;
  readonly hues: Readonly<Record<Hue, string>>;
  /** How much of a hue is in a tint and in a rim. */
  readonly tint: number;
  readonly rim: number;
  /** Skips are dashed, so that they do not depend on their colour. */
  readonly dashesSkips: boolean;
}

export const HUE_OF: Readonly<Record<Tone, Hue>> = {
  conv: 'blue',
  pool: 'red',
  norm: 'purple',
  activation: 'orange',
  linear: 'green',
  join: 'yellow',
  attention: 'cyan',
  recurrent: 'magenta',
  embedding: 'cyan',
  resize: 'magenta',
  loss: 'red',
  reduce: 'red',
  shape: 'grey',
  dropout: 'grey',
  elementwise: 'yellow',
  create: 'grey',
  index: 'grey',
  container: 'grey',
  other: 'grey',
  plain: 'grey',
  muted: 'grey',
  line: 'grey',
  skip: 'blue',
  error: 'red',
  unknown: 'grey',
  heat: 'red',
};

const LIGHT_HUES = {
  blue: '#1a5fb4',
  red: '#c01c28',
  purple: '#652d90',
  orange: '#b35c00',
  green: '#2b7a2f',
  yellow: '#8a6500',
  cyan: '#0b7285',
  magenta: '#a51d8a',
  grey: '#6b6b6b',
} as const;

export const THEMES: Readonly<Record<ThemeName, Theme>> = {
  light: {
    background: '#ffffff',
    foreground: '#1f1f1f',
    muted: '#5c5c5c',
    line: '#6f6f6f',
    skip: '#005fb8',
    error: '#c72e2e',
    hues: LIGHT_HUES,
    tint: 0.12,
    rim: 1,
    dashesSkips: false,
  },
  dark: {
    background: '#1f1f1f',
    foreground: '#e4e4e4',
    muted: '#a8a8a8',
    line: '#8c8c8c',
    skip: '#4daafc',
    error: '#f85149',
    hues: {
      blue: '#3794ff',
      red: '#f14c4c',
      purple: '#b180d7',
      orange: '#e0943a',
      green: '#89d185',
      yellow: '#cca700',
      cyan: '#2bb8c9',
      magenta: '#d670c4',
      grey: '#9a9a9a',
    },
    tint: 0.14,
    rim: 0.75,
    dashesSkips: false,
  },
  contrast: {
    background: '#000000',
    foreground: '#ffffff',
    muted: '#d7d7d7',
    line: '#ffffff',
    skip: '#f38518',
    error: '#ff6b6b',
    hues: {
      blue: '#6fc3ff',
      red: '#ff8080',
      purple: '#d9b3ff',
      orange: '#ffb866',
      green: '#89f089',
      yellow: '#ffe066',
      cyan: '#66e6f2',
      magenta: '#ff9df0',
      grey: '#cfcfcf',
    },
    tint: 0,
    rim: 1,
    dashesSkips: true,
  },
  print: {
    background: '#ffffff',
    foreground: '#000000',
    muted: '#444444',
    line: '#444444',
    skip: '#1a5fb4',
    error: '#c01c28',
    hues: LIGHT_HUES,
    tint: 0.1,
    rim: 1,
    dashesSkips: false,
  },
};

export interface Colours {
  readonly fill: string | undefined;
  readonly stroke: string | undefined;
  readonly strokeWidth: number;
  readonly dash: string | undefined;
}

const NONE: Colours = { fill: undefined, stroke: undefined, strokeWidth: 1, dash: undefined };

export function coloursOf({ role, tone, heat }: Paint, theme: Theme): Colours {
  const colour = toneColour(tone, theme, heat);
  const ground = theme.background;
  switch (role) {
    case 'card':
      return {
        ...NONE,
        fill: tone === 'heat' ? mixed(colour, ground, 0.12 + 0.38 * (heat ?? 0)) : mixed(colour, ground, theme.tint),
        stroke: mixed(colour, ground, theme.rim),
      };
    case 'shade':
      return { ...NONE, fill: mixed(colour, ground, 2.2 * theme.tint), stroke: mixed(colour, ground, theme.rim) };
    case 'solid':
      return { ...NONE, fill: colour };
    case 'frame':
      return { ...NONE, fill: mixed(theme.foreground, ground, 0.025), stroke: mixed(theme.foreground, ground, 0.45) };
    case 'header':
      return { ...NONE, fill: mixed(theme.foreground, ground, 0.07) };
    case 'shadow':
      return { ...NONE, fill: ground, stroke: mixed(colour, ground, theme.rim) };
    case 'rim':
      return { ...NONE, stroke: colour, strokeWidth: 0.8 };
    case 'dashed':
      return { ...NONE, fill: mixed(theme.foreground, ground, 0.025), stroke: colour, dash: '5 4', strokeWidth: 1.2 };
    case 'line':
      return { ...NONE, stroke: colour, dash: tone === 'skip' && theme.dashesSkips ? '7 4' : undefined };
    case 'ground':
      return { ...NONE, fill: ground, stroke: theme.muted, strokeWidth: 0.8 };
  }
}

export function toneColour(tone: Tone, theme: Theme, heat = 1): string {
  switch (tone) {
    case 'plain':
      return theme.foreground;
    case 'muted':
      return theme.muted;
    case 'line':
      return theme.line;
    case 'skip':
      return theme.skip;
    case 'error':
      return theme.error;
    case 'heat':
      return mixed(theme.hues.red, theme.hues.grey, 0.25 + 0.75 * heat);
    default:
      return theme.hues[HUE_OF[tone]];
  }
}

/** `share` of the one colour in the other. */
export function mixed(colour: string, ground: string, share: number): string {
  const a = channelsOf(colour),
    b = channelsOf(ground);
  const parts = a.map((value, i) => Math.round(value * share + (b[i] ?? 0) * (1 - share)));
  return `#${parts.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

const channelsOf = (colour: string): number[] => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
