/** `abs`, `round`, `divmod`, `pow`, `sum`, `min`, `max`, `any`, `all`, `sorted`. */
import { max, min, neg } from '../../../symbolic';
import { known, native, toInt } from '../../native';
import { compareNumbers, dimOf, exactInt, isNumber, negate, roundToInt } from '../../numbers';
import { NotKnown } from '../../signals';
import { float, int, list, tuple } from '../../values';
import { roundTo } from '../numerals';
import { sortedItems } from '../ordering';
import { advance, allItems, decided, iteratorOf, notKnown, orNone, payload, someFloat } from '../support';
import { typeName } from './iterables';
const abs = native('abs', '(x, /)', (args, interpreter) => {
    const value = payload(args.value('x'));
    if (!isNumber(value))
        return byMethod(args.value('x'), ['__abs__', 'abs'], [], interpreter);
    const negative = compareNumbers('<', value, int(0));
    if (negative !== undefined)
        return negative ? negate(value) : value.kind === 'bool' ? int(dimOf(value)) : value;
    if (value.kind === 'float')
        return someFloat;
    const dim = dimOf(value);
    return int(max(dim, neg(dim)));
});
/** The first of these methods that the object has. */
function byMethod(value, methods, args, interpreter) {
    for (const method of methods) {
        const found = interpreter.findAttribute(value, method);
        if (found)
            return interpreter.call(found, args);
    }
    return interpreter.raise('TypeError', `bad operand type: '${typeName(value, interpreter)}'`);
}
const round = native('round', '(number, ndigits=None)', (args, interpreter) => {
    const value = payload(args.value('number'));
    if (!isNumber(value)) {
        const rest = args.isNone('ndigits') ? [] : [args.raw('ndigits')];
        return byMethod(value, ['__round__', 'round'], rest, interpreter);
    }
    if (value.kind !== 'float')
        return int(dimOf(value));
    if (!args.isNone('ndigits'))
        return value.value === undefined ? someFloat : float(roundTo(value.value, args.number('ndigits')));
    const rounded = roundToInt(value, 'round');
    return rounded === undefined ? notKnown(interpreter, 'the number to round is not known', 'int') : exactInt(rounded);
});
const divmod = native('divmod', '(x, y, /)', (args, interpreter) => tuple([
    interpreter.binary('//', args.raw('x'), args.raw('y')),
    interpreter.binary('%', args.raw('x'), args.raw('y')),
]));
const pow = native('pow', '(base, exp, mod=None)', (args, interpreter) => {
    const power = interpreter.binary('**', args.raw('base'), args.raw('exp'));
    return args.isNone('mod') ? power : interpreter.binary('%', power, args.raw('mod'));
});
const sum = native('sum', '(iterable, /, start=0)', (args, interpreter) => allItems(args.raw('iterable'), interpreter).reduce((total, item) => interpreter.binary('+', total, item), args.raw('start')));
const extremum = (name) => native(name, '(*args, key=None, default=None)', (args, interpreter) => {
    const [only, another] = args.extra;
    const items = only !== undefined && another === undefined ? allItems(only, interpreter) : args.extra;
    if (items.length === 0) {
        return args.given.has('default')
            ? args.raw('default')
            : interpreter.raise('ValueError', `${name}() arg is an empty sequence`);
    }
    const key = orNone(args.raw('key'));
    return (key === undefined ? ofSizes(name, items) : undefined) ?? chosen(name, items, key, interpreter);
});
/** Sizes need no decision which one is larger: `max(H, 8)` is a size too. */
function ofSizes(name, items) {
    const dims = [];
    for (const item of items) {
        const dim = item.kind === 'int' || item.kind === 'bool' ? toInt(item) : undefined;
        if (dim === undefined)
            return undefined;
        dims.push(dim);
    }
    if (dims.every((dim) => typeof dim === 'number'))
        return undefined;
    return int(dims.reduce(name === 'min' ? min : max));
}
function chosen(name, items, key, interpreter) {
    const keyed = items.map((item) => ({ item, key: known(key === undefined ? item : interpreter.call(key, [item])) }));
    const best = keyed.reduce((a, b) => {
        const better = name === 'min' ? interpreter.compare('<', b.key, a.key) : interpreter.compare('>', b.key, a.key);
        return decided(better, interpreter) ? b : a;
    });
    return best.item;
}
/** Three-valued: one decisive item decides, whatever is not known about the others. */
const quantifier = (name, decisive) => native(name, '(iterable, /)', (args, interpreter) => {
    const source = iteratorOf(args.raw('iterable'), interpreter);
    let doubt;
    for (let item = advance(source, interpreter); item !== undefined; item = advance(source, interpreter)) {
        const truth = interpreter.truth(item);
        if (truth === decisive)
            return { kind: 'bool', value: decisive };
        if (truth === undefined)
            doubt ??= item;
    }
    doubt ??= source.rest;
    if (doubt === undefined)
        return { kind: 'bool', value: !decisive };
    if (doubt.kind === 'unknown')
        throw new NotKnown(doubt);
    return notKnown(interpreter, `${name} is not decided`, 'bool');
});
const sorted = native('sorted', '(iterable, /, *, key=None, reverse=False)', (args, interpreter) => {
    const order = { key: orNone(args.raw('key')), reverse: isTrue(args, interpreter) };
    const { items, rest } = interpreter.iterate(args.raw('iterable'));
    // An item that is not known may stand anywhere.
    return rest ? { kind: 'list', items: [], rest } : list(sortedItems(items, order, interpreter));
});
const isTrue = (args, interpreter) => decided(args.raw('reverse'), interpreter);
export const arithmeticBuiltins = [
    abs,
    round,
    divmod,
    pow,
    sum,
    extremum('min'),
    extremum('max'),
    quantifier('any', true),
    quantifier('all', false),
    sorted,
];
