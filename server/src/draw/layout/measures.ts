/** Sizes of what is drawn, in pixels. */
export const CARD = { width: 212, height: 46 } as const;
export const CHIP = { width: 176, height: 20 } as const;
export const JOIN = { height: 26, perLetter: 7.5, padding: 12 } as const;
export const PILL = { width: 96, height: 24 } as const;
export const LOST = { width: 212, height: 46 } as const;

export const HEADER = 26;
export const PADDING = 16;
/** Between a row and the next: where the size changes there is room for its label. */
export const GAP = { plain: 20, labelled: 32 } as const;
/** Between lines side by side. */
export const LANE = 22;
/** Right of the last lane, for the text along it. */
export const LANE_TEXT = 12;
/** From a frame or card to the first lane beside it. */
export const BESIDE = 22;
/** Between columns. */
export const COLUMN = 26;
/** Between tracks on top of each other. */
export const TRACK = 8;
/** Between ports on one border. */
export const PORT = 22;
