/** Contrast of what a picture shows, computed in the page: axe does not judge SVG. */

/** @returns {Promise<string[]>} texts under 4.5 to what is behind them, rims and lines under 3 */
export const contrastFaults = (page) =>
  page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    const channels = (colour) => {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
      return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const luminance = (colour) => {
      const [r, g, b] = channels(colour).map((v) =>
        v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (a, b) => {
      const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
      return (x + 0.05) / (y + 0.05);
    };
    const ground = getComputedStyle(document.body).backgroundColor;
    const faults = new Set();
    for (const group of document.querySelectorAll('.canvas [role=treeitem]')) {
      const card = group.querySelector('.r-card, .r-dashed, .r-header');
      const behind = card ? getComputedStyle(card).fill : ground;
      for (const text of group.querySelectorAll('text')) {
        const ratio = contrast(getComputedStyle(text).fill, behind);
        if (ratio < 4.5)
          faults.add(`text ${text.getAttribute('class')} in ${card?.getAttribute('class')}: ${ratio.toFixed(2)}`);
      }
      if (card && !card.classList.contains('r-header')) {
        const ratio = contrast(getComputedStyle(card).stroke, ground);
        if (ratio < 3) faults.add(`rim of ${card.getAttribute('class')}: ${ratio.toFixed(2)}`);
      }
    }
    for (const line of document.querySelectorAll('.canvas .e-edge .r-line')) {
      const ratio = contrast(getComputedStyle(line).stroke, ground);
      if (ratio < 3) faults.add(`line ${line.getAttribute('class')}: ${ratio.toFixed(2)}`);
    }
    return [...faults];
  });
