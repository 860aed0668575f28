import { NotKnown } from '../signals';
import { decided } from './support';
/** Stable, as Python's. Where the order is not decided, as many Unknowns as there are items. */
export function sortedItems(items, order, interpreter) {
    const { key } = order;
    const keyed = items.map((item) => ({ item, key: key === undefined ? item : interpreter.call(key, [item]) }));
    // Reversed twice, equal items keep their order.
    if (order.reverse)
        keyed.reverse();
    try {
        const sorted = mergeSort(keyed, (a, b) => decided(interpreter.compare('<', a.key, b.key), interpreter));
        if (order.reverse)
            sorted.reverse();
        return sorted.map((entry) => entry.item);
    }
    catch (signal) {
        if (!(signal instanceof NotKnown))
            throw signal;
        return items.map(() => signal.value);
    }
}
/** `Array.sort` may compare as often as it likes; this one never compares once more than it must. */
function mergeSort(items, less) {
    if (items.length < 2)
        return [...items];
    const middle = items.length >> 1;
    const left = mergeSort(items.slice(0, middle), less);
    const right = mergeSort(items.slice(middle), less);
    const merged = [];
    let i = 0;
    let j = 0;
    for (;;) {
        const a = left[i];
        const b = right[j];
        if (a === undefined)
            return merged.concat(right.slice(j));
        if (b === undefined)
            return merged.concat(left.slice(i));
        if (less(b, a)) {
            merged.push(b);
            j++;
        }
        else {
            merged.push(a);
            i++;
        }
    }
}
