/** `range`, `slice`, `enumerate`, `zip`, `map`, `filter`, `reversed`, `iter` and `next`. */
import { add } from '../../../symbolic';
import { known, native, toInt } from '../../native';
import { int, NONE, tuple, } from '../../values';
import { advance, iterator, iteratorOf, lazyIterator, nativeClass, natives, newWith, notKnown } from '../support';
export function rangeClass(object) {
    return nativeClass('range', [object], [
        newWith('(cls, start, stop=None, step=None, /)', (args, interpreter) => makeRange(args, interpreter)),
        ...natives({
            index: [
                '(self, value, /)',
                (args, interpreter) => {
                    const { items, rest } = interpreter.iterate(args.value('self'));
                    const at = items.findIndex((item) => interpreter.truth(interpreter.compare('==', item, args.value('value'))));
                    if (at < 0 && rest)
                        return rest;
                    return at < 0 ? interpreter.raise('ValueError', 'value is not in range') : int(at);
                },
            ],
            count: [
                '(self, value, /)',
                (args, interpreter) => {
                    const inside = interpreter.truth(interpreter.compare('in', args.value('value'), args.value('self')));
                    return inside === undefined
                        ? notKnown(interpreter, 'whether the range holds the value is not decided')
                        : int(inside ? 1 : 0);
                },
            ],
        }),
    ]);
}
function makeRange(args, interpreter) {
    const alone = !args.given.has('stop');
    const bound = (name) => indexOf(args.value(name), interpreter);
    const step = args.given.has('step') ? bound('step') : 1;
    if (step === 0)
        return interpreter.raise('ValueError', 'range() arg 3 must not be zero');
    return { kind: 'range', start: alone ? 0 : bound('start'), stop: bound(alone ? 'start' : 'stop'), step };
}
/** `operator.index`: what stands for an int. */
function indexOf(value, interpreter) {
    const own = toInt(value);
    if (own !== undefined)
        return own;
    const method = value.kind === 'instance' ? interpreter.findAttribute(value, '__index__') : undefined;
    const dim = method && toInt(known(interpreter.call(method, [])));
    if (dim !== undefined)
        return dim;
    return interpreter.raise('TypeError', `'${typeName(value, interpreter)}' object cannot be interpreted as an integer`);
}
export function typeName(value, interpreter) {
    const cls = interpreter.typeOf(value);
    return cls.kind === 'class' ? cls.name : 'object';
}
export function sliceClass(object) {
    return nativeClass('slice', [object], [
        newWith('(cls, start, stop=None, step=None, /)', (args) => {
            const alone = !args.given.has('stop');
            const [lower, upper] = alone ? [NONE, args.raw('start')] : [args.raw('start'), args.raw('stop')];
            return { kind: 'slice', lower, upper, step: args.raw('step') };
        }),
        ...natives({
            indices: [
                '(self, length, /)',
                (args, interpreter) => {
                    const positions = interpreter.getItem({ kind: 'range', start: 0, stop: args.int('length'), step: 1 }, args.value('self'));
                    if (positions.kind !== 'range')
                        return notKnown(interpreter, 'the bounds of the slice are not known');
                    return tuple([positions.start, positions.stop, positions.step].map(int));
                },
            ],
        }),
    ]);
}
/** What several iterables give in step; ends with the first that does, unless `fill` stands in. */
export function zipped(sources, interpreter, fill) {
    const iterators = sources.map((source) => iteratorOf(source, interpreter));
    let ended = [];
    const next = () => {
        const items = iterators.map((source) => advance(source, interpreter));
        ended = iterators.filter((_, i) => items[i] === undefined);
        if (fill !== undefined && ended.length < items.length && !ended.some((source) => source.rest))
            return tuple(items.map((item) => item ?? fill));
        const row = [];
        for (const item of items)
            if (item !== undefined)
                row.push(item);
        return row.length < items.length || row.length === 0 ? undefined : tuple(row);
    };
    // An unknown end matters only where no known end comes before.
    return lazyIterator(next, () => fill === undefined && ended.some((source) => !source.rest) ? undefined : ended.find((source) => source.rest)?.rest);
}
/** Items of which only what each is like is known, with a number that is not. */
function numbered(rest) {
    if (!rest?.element)
        return rest;
    const index = { kind: 'unknown', cause: rest.cause, type: 'int' };
    return { ...rest, element: tuple([index, rest.element]) };
}
/** The items for which `predicate` holds; what is not decided ends what is known. */
export function filtered(predicate, iterable, wanted, interpreter) {
    const source = iteratorOf(iterable, interpreter);
    let undecided;
    const next = () => {
        for (let item = advance(source, interpreter); item !== undefined; item = advance(source, interpreter)) {
            const verdict = predicate.kind === 'none' ? item : interpreter.call(predicate, [item]);
            const truth = interpreter.truth(verdict);
            if (truth === wanted)
                return item;
            if (truth !== undefined)
                continue;
            undecided =
                verdict.kind === 'unknown'
                    ? verdict
                    : interpreter.unknown('undecided', 'which items pass the filter is not decided');
            return undefined;
        }
        return undefined;
    };
    return lazyIterator(next, () => undecided ?? source.rest);
}
export function iterableClasses(object) {
    return [
        nativeClass('enumerate', [object], [
            newWith('(cls, iterable, start=0)', (args, interpreter) => {
                const source = iteratorOf(args.raw('iterable'), interpreter);
                const start = args.int('start');
                return lazyIterator((i) => {
                    const item = advance(source, interpreter);
                    return item === undefined ? undefined : tuple([int(add(start, i)), item]);
                }, () => numbered(source.rest));
            }),
        ]),
        nativeClass('zip', [object], [newWith('(cls, *iterables, strict=False)', (args, interpreter) => zipped(args.extra, interpreter))]),
        nativeClass('map', [object], [
            newWith('(cls, func, iterable, /, *iterables)', (args, interpreter) => {
                const rows = zipped([args.raw('iterable'), ...args.extra], interpreter);
                return lazyIterator(() => {
                    const row = advance(rows, interpreter);
                    return row?.kind === 'tuple' ? interpreter.call(args.raw('func'), row.items) : undefined;
                }, () => rows.rest);
            }),
        ]),
        nativeClass('filter', [object], [
            newWith('(cls, function, iterable, /)', (args, interpreter) => filtered(args.raw('function'), args.raw('iterable'), true, interpreter)),
        ]),
        nativeClass('reversed', [object], [newWith('(cls, sequence, /)', (args, interpreter) => reversed(args.raw('sequence'), interpreter))]),
    ];
}
function reversed(sequence, interpreter) {
    if (sequence.kind === 'instance') {
        const own = interpreter.lookup(sequence.cls, '__reversed__');
        if (own)
            return interpreter.call(interpreter.bindTo(sequence, own), []);
    }
    const { items, rest } = interpreter.iterate(sequence);
    return rest ? iterator([], rest) : iterator([...items].reverse());
}
export const iter = native('iter', '(object, sentinel=None, /)', (args, interpreter) => {
    const value = args.value('object');
    if (args.given.has('sentinel'))
        return iterator([], interpreter.unknown('data', 'how often the function is called is not known'));
    if (value.kind !== 'instance' && value.kind !== 'class')
        return live(value, interpreter);
    const own = value.kind === 'instance' ? interpreter.lookup(value.cls, '__iter__') : undefined;
    return own ? interpreter.call(interpreter.bindTo(value, own), []) : iteratorOf(value, interpreter);
});
/** A list's iterator sees what is appended later. */
function live(value, interpreter) {
    if (value.kind !== 'list' || value.rest)
        return iteratorOf(value, interpreter);
    return { kind: 'iterator', at: (index) => value.items[index], position: 0 };
}
export const next = native('next', '(iterator, default=None, /)', (args, interpreter) => {
    const source = known(args.raw('iterator'));
    if (source.kind === 'iterator') {
        const item = advance(source, interpreter);
        if (item !== undefined)
            return item;
        if (source.rest)
            return source.rest.element ?? source.rest;
        return args.given.has('default') ? args.raw('default') : interpreter.raise('StopIteration', '');
    }
    return nextOf(source, interpreter);
});
function nextOf(source, interpreter) {
    const own = source.kind === 'instance' ? interpreter.findAttribute(source, '__next__') : undefined;
    if (own === undefined) {
        return interpreter.raise('TypeError', `'${typeName(source, interpreter)}' object is not an iterator`);
    }
    return interpreter.call(own, []);
}
