/** NumPy's arrays: a shape, an element type, and the numbers where they are few and known. */
import { equal, product as productOf } from '../../../symbolic';
import { known, toInt, toInts } from '../../native';
import { PARTIAL } from '../../stepping';
import { float, int, intTuple, list, NONE, str, TRUE, tuple, } from '../../values';
import { decided, getter, iterator, nativeClass, natives, notKnown } from '../support';
import { held, hold, record } from './records';
/** Larger arrays keep their shape only. */
const MOST_NUMBERS = 10_000;
/** Marks memory that was written to: its numbers are not followed any more. */
const WRITTEN = '_written';
const WRITERS = ['__setitem__', 'sort', 'fill', 'put', 'itemset', 'partition', 'setfield'];
const IN_PLACE = 'iadd isub imul itruediv ifloordiv imod ipow iand ior ixor'.split(' ');
const COMPARISONS = 'eq ne lt le gt ge'.split(' ');
export class Arrays {
    cls;
    constructor(object) {
        this.cls = nativeClass('ndarray', [object], [...natives({ ...this.methods(), ...this.operators() }), ...this.attributes()], { module: 'numpy' });
    }
    make({ shape, items, dtype, memory }) {
        const data = items === undefined || items.length > MOST_NUMBERS ? [] : [['_items', list([...items])]];
        return record(this.cls, [
            ['shape', intTuple(shape)],
            ['dtype', str(dtype)],
            ['_memory', memory ?? record(this.cls)],
            ...data,
        ]);
    }
    /** Its numbers change, in every array that shares them; the shape stays. */
    write(array, interpreter) {
        const memory = array.kind === 'instance' ? array.attrs.get('_memory') : undefined;
        if (memory)
            hold(memory, WRITTEN, NONE, interpreter);
    }
    /** An array, or what can be made one: nested sequences of numbers, a number. */
    read(value, interpreter) {
        const given = known(value);
        if (given.kind === 'instance' && given.cls === this.cls)
            return this.numbersOf(given, interpreter);
        if (given.kind === 'tensor' && given.shape) {
            return {
                shape: given.shape,
                items: given.values?.map((x) => float(x)),
                dtype: given.dtype === 'int64' ? 'int64' : 'float32',
            };
        }
        if (given.kind === 'int' || given.kind === 'float' || given.kind === 'bool')
            return { shape: [], items: [given], dtype: dtypeOf([given]) };
        if (given.kind !== 'list' && given.kind !== 'tuple' && given.kind !== 'range')
            return notKnown(interpreter, 'what the array is made of is not known');
        const { items, rest } = interpreter.iterate(given);
        if (rest)
            return notKnown(interpreter, 'how many items the array has is not known');
        return stacked(items.map((item) => this.read(item, interpreter)), interpreter);
    }
    numbersOf(array, interpreter) {
        const data = array.attrs.get('_items');
        const memory = array.attrs.get('_memory');
        const own = memory?.kind === 'instance' ? memory : undefined;
        // What something unknown was given, it may have written to.
        const isKept = !own?.attrs.has(WRITTEN) && !array.attrs.has(PARTIAL);
        return {
            shape: toInts(held(array, 'shape'), interpreter) ?? [],
            items: isKept && data?.kind === 'list' && !data.rest ? data.items : undefined,
            dtype: dtypeNamed(held(array, 'dtype')),
            memory: own,
        };
    }
    self(args) {
        return this.read(args.raw('self'), args.interpreter);
    }
    /** One number stands for itself, everything else is an array. */
    result(numbers) {
        const [only] = numbers.items ?? [];
        return numbers.shape.length === 0 && only ? only : this.make(numbers);
    }
    map(numbers, change) {
        const items = numbers.items?.map(change);
        return this.result({ shape: numbers.shape, items, dtype: items ? dtypeOf(items) : 'float64' });
    }
    /** Element by element; a number goes with any array. */
    combine(a, b, change, interpreter) {
        const shape = a.shape.length === 0 ? b.shape : a.shape;
        const same = a.shape.length === 0 ||
            b.shape.length === 0 ||
            (a.shape.length === b.shape.length && a.shape.every((d, i) => equal(d, b.shape[i] ?? 0) === 'yes'));
        if (!same)
            return interpreter.unknown('missing', 'this broadcast of NumPy arrays is not known to Convscope');
        const count = Math.max(a.items?.length ?? 0, b.items?.length ?? 0);
        const at = (numbers, i) => numbers.items?.[numbers.shape.length === 0 ? 0 : i];
        const items = [];
        for (let i = 0; i < count; i++) {
            const [x, y] = [at(a, i), at(b, i)];
            if (x === undefined || y === undefined)
                return this.make({ shape, items: undefined, dtype: 'float64' });
            items.push(change(x, y));
        }
        return this.result({ shape, items: a.items && b.items ? items : undefined, dtype: dtypeOf(items) });
    }
    /** `sum`, `prod`, `max`, … of all numbers. */
    reduce(numbers, combine, start, interpreter) {
        if (numbers.items === undefined)
            return interpreter.unknown('data', 'depends on the numbers of an array', 'float');
        const items = start === undefined ? numbers.items : [start, ...numbers.items];
        const [first, ...others] = items;
        return first === undefined
            ? interpreter.raise('ValueError', 'zero-size array to reduction operation which has no identity')
            : others.reduce(combine, first);
    }
    reshape(numbers, wanted, interpreter) {
        const free = wanted.indexOf(-1);
        const given = productOf(wanted.filter((_, i) => i !== free));
        const total = productOf(numbers.shape);
        if (typeof given !== 'number' || typeof total !== 'number')
            return interpreter.unknown('undecided', 'the shape of the array is not known');
        const shape = wanted.map((dim, i) => (i === free ? total / given : dim));
        return this.make({ ...numbers, shape });
    }
    methods() {
        const reduced = (op, start) => [
            '(self, axis=None, **kwargs)',
            (args, interpreter) => {
                if (!args.isNone('axis'))
                    return interpreter.unknown('missing', 'reductions over an axis are not known to Convscope');
                return this.reduce(this.self(args), (a, b) => interpreter.binary(op, a, b), int(start), interpreter);
            },
        ];
        const extreme = (op) => [
            '(self, axis=None, **kwargs)',
            (args, interpreter) => this.reduce(this.self(args), (a, b) => (decided(interpreter.compare(op, b, a), interpreter) ? b : a), undefined, interpreter),
        ];
        return {
            sum: reduced('+', 0),
            prod: reduced('*', 1),
            max: extreme('>'),
            min: extreme('<'),
            mean: [
                '(self, axis=None, **kwargs)',
                (args, interpreter) => {
                    const numbers = this.self(args);
                    const total = this.reduce(numbers, (a, b) => interpreter.binary('+', a, b), int(0), interpreter);
                    return interpreter.binary('/', total, int(numbers.items?.length ?? 0));
                },
            ],
            tolist: ['(self)', (args, interpreter) => nested(this.self(args), interpreter)],
            item: [
                '(self)',
                (args, interpreter) => this.self(args).items?.[0] ?? interpreter.unknown('data', 'depends on the numbers of an array'),
            ],
            astype: [
                '(self, dtype, **kwargs)',
                (args) => this.make({ ...this.self(args), dtype: dtypeNamed(args.raw('dtype')), memory: undefined }),
            ],
            copy: ['(self, *args)', (args) => this.make({ ...this.self(args), memory: undefined })],
            flatten: [
                '(self, *args)',
                (args, interpreter) => this.reshape({ ...this.self(args), memory: undefined }, [-1], interpreter),
            ],
            ravel: ['(self)', (args, interpreter) => this.reshape(this.self(args), [-1], interpreter)],
            reshape: [
                '(self, *shape)',
                (args, interpreter) => {
                    const [first] = args.extra;
                    const shape = first && first.kind !== 'int'
                        ? toInts(known(first), interpreter)
                        : args.extra.map((dim) => toInt(known(dim)) ?? -1);
                    return this.reshape(this.self(args), shape ?? [], interpreter);
                },
            ],
            resize: [
                '(self, *shape, **kwargs)',
                (args, interpreter) => {
                    const [first] = args.extra;
                    const sizes = first && first.kind !== 'int' ? known(first) : tuple([...args.extra]);
                    hold(args.raw('self'), 'shape', sizes, interpreter);
                    this.write(args.raw('self'), interpreter);
                    return NONE;
                },
            ],
            ...Object.fromEntries(WRITERS.map((name) => [name, this.writer(NONE)])),
            ...Object.fromEntries(IN_PLACE.map((name) => [`__${name}__`, this.writer('self')])),
            ...Object.fromEntries(COMPARISONS.map((name) => [`__${name}__`, this.comparison()])),
            __getattr__: [
                '(self, name)',
                (args, interpreter) => interpreter.unknown('missing', `ndarray.${args.str('name')} is not known to Convscope`),
            ],
            transpose: ['(self, *axes)', (args, interpreter) => this.transpose(this.self(args), args, interpreter)],
            __len__: [
                '(self)',
                (args, interpreter) => {
                    const [first] = this.self(args).shape;
                    return first === undefined ? interpreter.raise('TypeError', 'len() of unsized object') : int(first);
                },
            ],
            __iter__: [
                '(self)',
                (args, interpreter) => {
                    const rows = this.rows(this.self(args));
                    return rows
                        ? iterator(rows)
                        : iterator([], interpreter.unknown('data', 'depends on the numbers of an array'));
                },
            ],
            __getitem__: [
                '(self, index)',
                (args, interpreter) => {
                    const rows = this.rows(this.self(args));
                    const index = args.value('index');
                    if (!rows || (index.kind !== 'int' && index.kind !== 'slice'))
                        return interpreter.unknown('missing', 'this index of a NumPy array is not known to Convscope');
                    const found = interpreter.getItem(list(rows), index);
                    const memory = this.self(args).memory;
                    return found.kind === 'list' ? this.make({ ...this.read(found, interpreter), memory }) : found;
                },
            ],
        };
    }
    /** Stores, sorts, fills: the numbers are others now. */
    writer(result) {
        return [
            '(self, *args, **kwargs)',
            (args, interpreter) => {
                this.write(args.raw('self'), interpreter);
                return result === 'self' ? args.raw('self') : result;
            },
        ];
    }
    /** Element by element, an array of truths. */
    comparison() {
        return [
            '(self, other)',
            (_args, interpreter) => interpreter.unknown('missing', 'comparing NumPy arrays is not known to Convscope'),
        ];
    }
    transpose(numbers, args, interpreter) {
        const [first] = args.extra;
        const axes = args.extra.length === 0
            ? numbers.shape.map((_, i) => numbers.shape.length - 1 - i)
            : first && first.kind !== 'int'
                ? toInts(known(first), interpreter)
                : args.extra.map((axis) => toInt(known(axis)) ?? 0);
        const shape = (axes ?? []).map((axis) => numbers.shape[typeof axis === 'number' && axis < 0 ? axis + numbers.shape.length : Number(axis)] ?? 0);
        return this.make({ shape, items: undefined, dtype: numbers.dtype, memory: numbers.memory });
    }
    /** Items of the first axis. */
    rows({ shape, items, dtype, memory }) {
        const [count, ...inner] = shape;
        const size = productOf(inner);
        if (items === undefined || typeof count !== 'number' || typeof size !== 'number')
            return undefined;
        return Array.from({ length: count }, (_, i) => this.result({ shape: inner, items: items.slice(i * size, (i + 1) * size), dtype, memory }));
    }
    operators() {
        const binary = {
            add: '+',
            sub: '-',
            mul: '*',
            truediv: '/',
            floordiv: '//',
            mod: '%',
            pow: '**',
        };
        return Object.fromEntries(Object.entries(binary).flatMap(([name, op]) => [
            [
                `__${name}__`,
                [
                    '(self, other)',
                    (args, interpreter) => this.combine(this.self(args), this.read(args.raw('other'), interpreter), (x, y) => interpreter.binary(op, x, y), interpreter),
                ],
            ],
            [
                `__r${name}__`,
                [
                    '(self, other)',
                    (args, interpreter) => this.combine(this.read(args.raw('other'), interpreter), this.self(args), (x, y) => interpreter.binary(op, x, y), interpreter),
                ],
            ],
        ]));
    }
    attributes() {
        const kind = nativeClass('dtype', [], natives({
            __eq__: [
                '(self, other)',
                (args, interpreter) => dtypeNamed(args.raw('self')) === dtypeNamed(args.raw('other'))
                    ? TRUE
                    : interpreter.unknown('missing', 'not every dtype of NumPy is known to Convscope', 'bool'),
            ],
        }), { module: 'numpy' });
        return [
            ['dtype', getter('dtype', (self) => record(kind, [['name', held(self, 'dtype')]]))],
            ['ndim', getter('ndim', (self, interpreter) => int(this.read(self, interpreter).shape.length))],
            ['size', getter('size', (self, interpreter) => int(productOf(this.read(self, interpreter).shape)))],
            [
                'T',
                getter('T', (self, interpreter) => {
                    const numbers = this.read(self, interpreter);
                    const { dtype, memory } = numbers;
                    return this.make({ shape: [...numbers.shape].reverse(), items: undefined, dtype, memory });
                }),
            ],
        ];
    }
}
function stacked(parts, interpreter) {
    const [first] = parts;
    if (first === undefined)
        return { shape: [0], items: [], dtype: 'float64' };
    const same = parts.every((part) => part.shape.length === first.shape.length && part.shape.every((d, i) => equal(d, first.shape[i] ?? 0) === 'yes'));
    if (!same)
        return notKnown(interpreter, 'the rows of the array are not of one shape');
    const items = parts.every((part) => part.items) ? parts.flatMap((part) => part.items ?? []) : undefined;
    return { shape: [parts.length, ...first.shape], items, dtype: items ? dtypeOf(items) : first.dtype };
}
function nested({ shape, items }, interpreter) {
    if (items === undefined)
        return interpreter.unknown('data', 'depends on the numbers of an array');
    const [count, ...inner] = shape;
    if (count === undefined)
        return items[0] ?? list([]);
    const size = productOf(inner);
    if (typeof count !== 'number' || typeof size !== 'number')
        return notKnown(interpreter, 'the shape of the array is not known');
    const row = (i) => nested({ shape: inner, items: items.slice(i * size, (i + 1) * size), dtype: 'float64' }, interpreter);
    return list(Array.from({ length: count }, (_, i) => row(i)));
}
function dtypeOf(items) {
    if (items.length > 0 && items.every((item) => item.kind === 'bool'))
        return 'bool';
    return items.length > 0 && items.every((item) => item.kind === 'int' || item.kind === 'bool') ? 'int64' : 'float64';
}
/** From `np.float32`, `'float32'`, `float` or nothing. */
export function dtypeNamed(value) {
    if (value.kind === 'instance')
        return dtypeNamed(held(value, 'name'));
    const name = value.kind === 'class' ? value.name : value.kind === 'str' ? value.value : '';
    const aliases = {
        float: 'float64',
        int: 'int64',
        float32: 'float32',
        float16: 'float16',
        int64: 'int64',
        int32: 'int32',
        uint8: 'uint8',
        bool: 'bool',
        float64: 'float64',
        bool_: 'bool',
    };
    return aliases[name] ?? 'float64';
}
