import { known } from '../../native';
import { bool, list, str, tuple } from '../../values';
import { getter, nativeClass, natives, newWith } from '../support';
import { moduleNames, opaqueFunctions } from './names';
import { held, record } from './records';
/** The text of a path, be it a str or a Path. */
function pathText(value, args, name) {
    const held = value.kind === 'instance' ? value.attrs.get('_path') : value;
    const text = held && known(held);
    return text?.kind === 'str' ? text.value : args.str(name);
}
const path = (args, name = 'path') => pathText(args.value(name), args, name);
function joinPaths(first, rest) {
    return rest.reduce((whole, part) => {
        if (part.startsWith('/'))
            return part;
        return whole === '' || whole.endsWith('/') ? whole + part : `${whole}/${part}`;
    }, first);
}
function splitPath(text) {
    const at = text.lastIndexOf('/') + 1;
    const head = text.slice(0, at);
    return [/^\/*$/.test(head) ? head : head.replace(/\/+$/, ''), text.slice(at)];
}
/** A leading dot is no extension. */
function splitExtension(text) {
    const [, tail] = splitPath(text);
    const match = /^(\.*[^.].*)(\.[^.]*)$/s.exec(tail);
    if (match?.[2] === undefined)
        return [text, ''];
    return [text.slice(0, text.length - match[2].length), match[2]];
}
function normalized(text) {
    const root = text.startsWith('/') ? '/' : '';
    const parts = [];
    for (const part of text.split('/')) {
        if (part === '' || part === '.')
            continue;
        if (part === '..' && parts.length > 0 && parts.at(-1) !== '..')
            parts.pop();
        else if (part !== '..' || root === '')
            parts.push(part);
    }
    return root + parts.join('/') || '.';
}
const PATH_FUNCTIONS = {
    join: [
        '(path, *paths)',
        (args) => str(joinPaths(path(args), args.extra.map((part) => pathText(known(part), args, 'path')))),
    ],
    basename: ['(path)', (args) => str(splitPath(path(args))[1])],
    dirname: ['(path)', (args) => str(splitPath(path(args))[0])],
    split: ['(path)', (args) => tuple(splitPath(path(args)).map(str))],
    splitext: ['(path)', (args) => tuple(splitExtension(path(args)).map(str))],
    normpath: ['(path)', (args) => str(normalized(path(args)))],
    isabs: ['(path)', (args) => bool(path(args).startsWith('/'))],
};
const ON_DISK = 'exists isfile isdir islink lexists getsize getmtime abspath realpath expanduser expandvars relpath commonpath commonprefix samefile';
/** `pathlib.Path`: holds its text as `_path`. */
function pathClass(object) {
    const make = (cls, text) => record(cls, [['_path', str(text)]]);
    const textOf = (self) => {
        const text = held(self, '_path');
        return text.kind === 'str' ? text.value : '.';
    };
    const tidy = (text) => text === ''
        ? '.'
        : text
            .replace(/\/+/g, '/')
            .replace(/(?<=.)\/$/, '')
            .replace(/(?<=\/)\.\//g, '')
            .replace(/^\.\/(?=.)/, '');
    const part = (name, read) => [name, getter(name, (self) => read(textOf(self)))];
    const cls = nativeClass('Path', [object], [
        newWith('(cls, *paths, **kwargs)', (args) => {
            const parts = args.extra.map((item) => pathText(known(item), args, 'cls'));
            const own = args.raw('cls');
            return make(own.kind === 'class' ? own : cls, tidy(joinPaths(parts[0] ?? '', parts.slice(1))));
        }),
        ...natives({
            __truediv__: [
                '(self, other)',
                (args) => make(cls, tidy(joinPaths(textOf(args.raw('self')), [path(args, 'other')]))),
            ],
            __rtruediv__: [
                '(self, other)',
                (args) => make(cls, tidy(joinPaths(path(args, 'other'), [textOf(args.raw('self'))]))),
            ],
            __str__: ['(self)', (args) => str(textOf(args.raw('self')))],
            __fspath__: ['(self)', (args) => str(textOf(args.raw('self')))],
            __repr__: ['(self)', (args) => str(`PosixPath('${textOf(args.raw('self'))}')`)],
            __eq__: [
                '(self, other)',
                (args) => {
                    const other = args.value('other');
                    return bool(other.kind === 'instance' && other.cls === cls && textOf(other) === textOf(args.raw('self')));
                },
            ],
            joinpath: [
                '(self, *paths)',
                (args) => make(cls, tidy(joinPaths(textOf(args.raw('self')), args.extra.map((item) => pathText(known(item), args, 'self'))))),
            ],
            with_suffix: [
                '(self, suffix)',
                (args) => make(cls, splitExtension(textOf(args.raw('self')))[0] + args.str('suffix')),
            ],
            with_name: [
                '(self, name)',
                (args) => make(cls, tidy(joinPaths(splitPath(textOf(args.raw('self')))[0], [args.str('name')]))),
            ],
            as_posix: ['(self)', (args) => str(textOf(args.raw('self')))],
            is_absolute: ['(self)', (args) => bool(textOf(args.raw('self')).startsWith('/'))],
            mkdir: ['(self, *args, **kwargs)', () => ({ kind: 'none' })],
            touch: ['(self, *args, **kwargs)', () => ({ kind: 'none' })],
            unlink: ['(self, *args, **kwargs)', () => ({ kind: 'none' })],
        }),
        ...opaqueFunctions('Path', 'exists is_file is_dir open read_text read_bytes write_text write_bytes stat iterdir glob rglob resolve absolute expanduser relative_to cwd home', 'data', 'depends on the file system'),
        part('name', (text) => str(splitPath(text)[1])),
        part('stem', (text) => str(splitExtension(splitPath(text)[1])[0])),
        part('suffix', (text) => str(splitExtension(text)[1])),
        part('parent', (text) => make(cls, splitPath(text)[0] || '.')),
        part('parts', (text) => tuple([...(text.startsWith('/') ? ['/'] : []), ...text.split('/').filter((item) => item !== '')].map(str))),
        part('parents', (text) => list(parentsOf(text).map((item) => make(cls, item)))),
    ], { module: 'pathlib' });
    return cls;
}
function parentsOf(text) {
    const found = [];
    for (let [head] = splitPath(text);; [head] = splitPath(head)) {
        found.push(head || '.');
        if (head === '' || head === '/')
            return found;
    }
}
export const paths = () => {
    const osPath = () => moduleNames('os.path', [
        ...natives(PATH_FUNCTIONS, { binds: false }),
        ...opaqueFunctions('os.path', ON_DISK, 'data', 'depends on the file system'),
        ['sep', str('/')],
    ]);
    return {
        'os.path': osPath,
        posixpath: osPath,
        pathlib: (interpreter) => {
            const cls = pathClass(interpreter.builtin('object'));
            return moduleNames('pathlib', ['Path', 'PosixPath', 'PurePath', 'PurePosixPath', 'WindowsPath', 'PureWindowsPath'].map((name) => [name, cls]));
        },
    };
};
