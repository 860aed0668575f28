/** Contrast of what a picture shows, computed in the page: axe does not judge SVG. */

/** Functions of colours, in the page: `window.colours`. */
const withColours = (page) =>
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
    /** Colours of the boxes around, each over the one behind it. */
    const behind = (node) => {
      context.clearRect(0, 0, 1, 1);
      const boxes = [];
      for (let box = node; box; box = box.parentElement) boxes.unshift(box);
      for (const box of boxes) {
        context.fillStyle = getComputedStyle(box).backgroundColor;
        context.fillRect(0, 0, 1, 1);
      }
      const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
      return `rgb(${r} ${g} ${b})`;
    };
    window.colours = { contrast, channels, behind };
  });

/** @returns {Promise<string[]>} texts under 4.5 to what is behind them, rims and lines under 3 */
export async function contrastFaults(page) {
  await withColours(page);
  return page.evaluate(() => {
    const { contrast, channels } = window.colours;
    const ground = getComputedStyle(document.body).backgroundColor;
    const blended = (colour, opacity, under) => {
      const [over, below] = [channels(colour), channels(under)];
      return `rgb(${over.map((value, i) => Math.round(opacity * value + (1 - opacity) * below[i])).join(' ')})`;
    };
    const faults = new Set();
    for (const group of document.querySelectorAll('.canvas [role=treeitem]')) {
      const card = group.querySelector('.r-card, .r-dashed, .r-header');
      const style = card && getComputedStyle(card);
      const behind = style ? blended(style.fill, Number(style.fillOpacity), ground) : ground;
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
}

/** @returns {Promise<string[]>} texts of HTML and SVG under 4.5 to the ground that is painted behind them */
export async function textFaults(page, within) {
  await withColours(page);
  return page.evaluate((selector) => {
    const { contrast, behind } = window.colours;
    const faults = new Set();
    const walker = document.createTreeWalker(document.querySelector(selector), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode.parentElement;
      if (walker.currentNode.data.trim() === '' || node.closest('[hidden], [disabled]')) continue;
      const style = getComputedStyle(node);
      const ratio = contrast(node instanceof SVGElement ? style.fill : style.color, behind(node));
      if (ratio < 4.5) faults.add(`"${walker.currentNode.data.slice(0, 30)}": ${ratio.toFixed(2)}`);
    }
    return [...faults];
  }, within);
}

/** @returns {Promise<string[]>} marks whose rim or, without one, whose filling is under 3 to what is behind them */
export async function markFaults(page, selectors) {
  await withColours(page);
  return page.evaluate((all) => {
    const { contrast, behind, channels } = window.colours;
    const faults = new Set();
    const seen = (colour) => colour !== 'none' && !/rgba\(.*, 0\)|transparent/.test(colour);
    for (const selector of all) {
      const marks = document.querySelectorAll(`#view ${selector}`);
      if (marks.length === 0) faults.add(`no ${selector}`);
      for (const mark of marks) {
        const { stroke, fill, borderTopColor, borderTopWidth, accentColor } = getComputedStyle(mark);
        const painted =
          mark instanceof SVGElement ? [stroke, fill] : [borderTopWidth === '0px' ? accentColor : borderTopColor];
        const ratios = painted.filter(seen).map((colour) => contrast(colour, behind(mark)));
        if (Math.max(0, ...ratios) < 3)
          faults.add(`${selector} ${channels(painted[0])}: ${ratios.map((r) => r.toFixed(2))}`);
      }
    }
    return [...faults];
  }, selectors);
}
