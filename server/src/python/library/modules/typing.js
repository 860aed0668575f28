import { native } from '../../native';
import { bool, dict, NONE, tuple } from '../../values';
import { namesOf } from '../fields';
import { subscriptable } from '../kinds/list';
import { nativeClass, natives, newWith } from '../support';
import { abstractModule } from './abstract';
import { form } from './annotations';
import { defineNamedTuple, namedTupleMembers } from './namedtuple';
import { ModuleNames } from './names';
const FORMS = 'Any Union Optional ClassVar Final Literal Annotated NoReturn Never Self LiteralString Concatenate TypeGuard Required NotRequired ReadOnly Unpack TypeAlias AnyStr Text SupportsInt SupportsFloat SupportsIndex SupportsAbs SupportsBytes SupportsRound IO TextIO BinaryIO Pattern Match ForwardRef';
/** Names that are the builtin class itself: `List[int]` is as good as `list`. */
const BUILTIN = {
    List: 'list',
    Dict: 'dict',
    Tuple: 'tuple',
    Set: 'set',
    FrozenSet: 'frozenset',
    Type: 'type',
    Text: 'str',
};
const IDENTITIES = 'final overload no_type_check runtime_checkable override';
const FUNCTIONS = {
    cast: ['(typ, val)', (args) => args.raw('val')],
    assert_type: ['(val, typ, /)', (args) => args.raw('val')],
    reveal_type: ['(obj, /)', (args) => args.raw('obj')],
    assert_never: ['(arg, /)', () => NONE],
    get_type_hints: [
        '(obj, *args, **kwargs)',
        (args, interpreter) => interpreter.findAttribute(args.value('obj'), '__annotations__') ??
            interpreter.unknown('missing', 'annotations are not read by Convscope'),
    ],
    get_origin: ['(tp)', (_args, interpreter) => interpreter.unknown('missing', 'annotations are not read by Convscope')],
    get_args: [
        '(tp)',
        (args, interpreter) => {
            const type = args.value('tp');
            const held = type.kind === 'instance' ? type.attrs.get('__args__') : undefined;
            return (held ??
                (type.kind === 'class' ? interpreter.unknown('missing', 'annotations are not read by Convscope') : tuple([])));
        },
    ],
    TypeVar: ['(name, *constraints, **kwargs)', (args) => form(args.str('name'))],
    TypeVarTuple: ['(name, **kwargs)', (args) => form(args.str('name'))],
    ParamSpec: ['(name, **kwargs)', (args) => form(args.str('name'))],
    NewType: ['(name, tp)', () => native('NewType', '(value, /)', (args) => args.raw('value'), { binds: false })],
    dataclass_transform: ['(**kwargs)', () => identity('dataclass_transform')],
};
const identity = (name) => native(name, '(f, /)', (args) => args.raw('f'), { binds: false });
/** A class made for inheriting: `Generic[T]` and `Protocol[T]` are the class itself. */
const marker = (name, object) => nativeClass(name, [object], [subscriptable], { module: 'typing' });
function namedTuple(builtins) {
    const base = builtins.classes.get('tuple');
    const cls = nativeClass('NamedTuple', base ? [base] : [], [
        newWith('(cls, typename, fields=None, /, **kwargs)', (args, interpreter) => {
            const pairs = args.isNone('fields') ? [] : interpreter.iterate(args.value('fields')).items;
            const names = pairs.map((pair) => interpreter.iterate(pair).items[0]);
            const fields = [
                ...names.flatMap((name) => (name?.kind === 'str' ? [name.value] : [])),
                ...args.extraKeywords.keys(),
            ];
            const members = namedTupleMembers(args.str('typename'), fields.map((name) => ({ name, default: undefined })));
            return interpreter.makeClass(args.str('typename'), [interpreter.builtin('tuple')], members);
        }),
        [
            '__init_subclass__',
            {
                kind: 'classmethod',
                func: native('__init_subclass__', '(cls, **kwargs)', (args, interpreter) => {
                    const made = args.raw('cls');
                    if (made.kind === 'class')
                        defineNamedTuple(made, cls, interpreter);
                    return NONE;
                }),
            },
        ],
    ], { module: 'typing' });
    return cls;
}
/** Instances are plain dicts. */
function typedDict(object) {
    return nativeClass('TypedDict', [object], [
        newWith('(cls, *args, **kwargs)', (args, interpreter) => {
            const [first, fields] = args.extra;
            if (first?.kind === 'str' && fields?.kind === 'dict') {
                return interpreter.makeClass(first.value, [typedDict(object)], [['__annotations__', dict(namesOf(fields))]]);
            }
            return interpreter.call(interpreter.builtin('dict'), args.extra, args.extraKeywords);
        }),
        ['__total__', bool(true)],
    ], { module: 'typing' });
}
export const typing = (builtins) => {
    let names;
    // `typing_extensions` gives the same objects, so both are one set of names.
    const factory = (interpreter) => {
        names ??= makeTyping(builtins, interpreter);
        return names;
    };
    return { typing: factory, typing_extensions: factory };
};
/** Names that are the class of `collections`. */
const COLLECTIONS = {
    OrderedDict: 'OrderedDict',
    DefaultDict: 'defaultdict',
    Deque: 'deque',
    Counter: 'Counter',
    ChainMap: 'ChainMap',
};
function makeTyping(builtins, interpreter) {
    const object = interpreter.builtin('object');
    const collections = interpreter.importModule('collections');
    const aliases = Object.entries(BUILTIN).map(([name, target]) => [name, builtins.classes.get(target) ?? NONE]);
    const known = new Map([
        ...abstractModule(builtins.classes),
        ...FORMS.split(' ').map((name) => [name, form(name)]),
        ...aliases,
        ...Object.entries(COLLECTIONS).map(([name, target]) => [name, interpreter.getAttribute(collections, target)]),
        ...natives(FUNCTIONS, { binds: false }),
        ...IDENTITIES.split(' ').map((name) => [name, identity(name)]),
        ['TYPE_CHECKING', bool(false)],
        ['Generic', marker('Generic', object)],
        ['Protocol', marker('Protocol', object)],
        ['NamedTuple', namedTuple(builtins)],
        ['TypedDict', typedDict(object)],
    ]);
    // Old and new aliases without number: a form that can be subscripted is all they are used for.
    return new ModuleNames(known, (name) => (/^[A-Z]/.test(name) ? form(name) : identity(name)));
}
