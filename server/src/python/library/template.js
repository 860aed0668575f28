import { int, str } from '../values';
import { formatFloat, formatInt, formatStr, formatValue, textUnknown } from './format';
import { reprOf, textOf } from './repr';
import { numberOf, payload } from './support';
/** `template.format(*args, **keywords)`. */
export function formatTemplate(template, args, keywords, interpreter) {
    return new TemplateReader(args, (name) => keywords.get(name), interpreter).expand(template);
}
/** `template.format_map(mapping)`. */
export function formatMapTemplate(template, mapping, interpreter) {
    return new TemplateReader([], (name) => interpreter.getItem(mapping, str(name)), interpreter).expand(template);
}
class TemplateReader {
    next = 0;
    args;
    named;
    interpreter;
    constructor(args, named, interpreter) {
        this.args = args;
        this.named = named;
        this.interpreter = interpreter;
    }
    expand(template) {
        let out = '';
        let i = 0;
        while (i < template.length) {
            const c = template[i];
            if ((c === '{' || c === '}') && template[i + 1] === c) {
                out += c;
                i += 2;
            }
            else if (c === '{') {
                const end = closing(template, i);
                if (end < 0)
                    return this.interpreter.raise('ValueError', "expected '}' before end of string");
                const text = this.field(template.slice(i + 1, end));
                if (typeof text !== 'string')
                    return text;
                out += text;
                i = end + 1;
            }
            else if (c === '}') {
                return this.interpreter.raise('ValueError', "Single '}' encountered in format string");
            }
            else {
                out += c;
                i++;
            }
        }
        return out;
    }
    field(source) {
        const [, path = '', conversion, spec = ''] = /^([^!:[]*(?:\[[^\]]*\][^!:[]*)*)(?:!([rsa]))?(?::(.*))?$/s.exec(source) ?? [];
        const value = this.fetch(path);
        if (value.kind === 'unknown')
            return value;
        const nested = this.expand(spec);
        if (typeof nested !== 'string')
            return nested;
        return formatConverted(value, conversion, nested, this.interpreter);
    }
    fetch(path) {
        const [, name = '', tail = ''] = /^([^.[]*)(.*)$/s.exec(path) ?? [];
        let value = this.root(name);
        for (const [, attribute, index] of tail.matchAll(/\.([^.[]+)|\[([^\]]*)\]/g)) {
            if (attribute !== undefined)
                value = this.interpreter.getAttribute(value, attribute);
            else if (index !== undefined) {
                value = this.interpreter.getItem(value, /^\d+$/.test(index) ? int(Number(index)) : str(index));
            }
        }
        return value;
    }
    root(name) {
        if (name === '' || /^\d+$/.test(name)) {
            const index = name === '' ? this.next++ : Number(name);
            return (this.args[index] ??
                this.interpreter.raise('IndexError', `Replacement index ${index} out of range for positional args tuple`));
        }
        return this.named(name) ?? this.interpreter.raise('KeyError', `'${name}'`);
    }
}
/** One `{value!conversion:spec}`, in f-strings too. */
export function formatConverted(value, conversion, spec, interpreter) {
    if (value.kind === 'unknown')
        return value;
    if (conversion === undefined)
        return formatValue(value, spec, interpreter);
    const text = conversion === 's' ? textOf(value, interpreter) : reprOf(value, interpreter);
    return text === undefined ? textUnknown(interpreter) : formatValue(str(text), spec, interpreter);
}
function closing(template, open) {
    let depth = 0;
    for (let i = open; i < template.length; i++) {
        if (template[i] === '{')
            depth++;
        else if (template[i] === '}' && --depth === 0)
            return i;
    }
    return -1;
}
const HOLE = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?[hlL]?(.)/gs;
/** `template % argument`. */
export function percentFormat(template, argument, interpreter) {
    const items = argument.kind === 'tuple' ? argument.items : [argument];
    if (argument.kind === 'unknown')
        return argument;
    let used = 0;
    const next = () => items[used++] ?? interpreter.raise('TypeError', 'not enough arguments for format string');
    let out = '';
    let end = 0;
    for (const match of template.matchAll(HOLE)) {
        const [whole, name, flags = '', width, precision, type = ''] = match;
        out += template.slice(end, match.index);
        end = match.index + whole.length;
        if (type === '%') {
            out += '%';
            continue;
        }
        const size = width === '*' ? numberOf(next()) : Number(width ?? 0);
        const places = precision === '*' ? numberOf(next()) : precision === undefined ? undefined : Number(precision);
        const value = name === undefined ? next() : interpreter.getItem(argument, str(name));
        const text = percentField(value, type, specOf(flags, size ?? 0, places), interpreter);
        if (typeof text !== 'string')
            return text;
        out += text;
    }
    if (argument.kind === 'tuple' && !argument.rest && used < items.length) {
        return interpreter.raise('TypeError', 'not all arguments converted during string formatting');
    }
    return out + template.slice(end);
}
function specOf(flags, width, precision) {
    const left = flags.includes('-');
    const zero = flags.includes('0') && !left;
    return {
        fill: zero ? '0' : ' ',
        align: left ? '<' : zero ? '=' : '>',
        sign: flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '-',
        alternate: flags.includes('#'),
        width,
        grouping: '',
        precision,
        type: '',
    };
}
function percentField(value, type, spec, interpreter) {
    if (value.kind === 'unknown')
        return value;
    if (type === 's' || type === 'r' || type === 'a') {
        const text = type === 's' ? textOf(value, interpreter) : reprOf(value, interpreter);
        const align = spec.align === '=' ? '>' : spec.align;
        return text === undefined ? textUnknown(interpreter) : formatStr(text, { ...spec, fill: ' ', align }, interpreter);
    }
    if (type === 'c' && value.kind === 'str')
        return formatStr(value.value, spec, interpreter);
    if (value.kind === 'tensor')
        return textUnknown(interpreter);
    const held = payload(value);
    if (held.kind !== 'int' && held.kind !== 'float' && held.kind !== 'bool') {
        if (held.kind === 'instance')
            return textUnknown(interpreter);
        return interpreter.raise('TypeError', `%${type} format: a real number is required, not ${held.kind}`);
    }
    const number = numberOf(held);
    if (number === undefined)
        return textUnknown(interpreter);
    if ('eEfFgG'.includes(type))
        return formatFloat(number, { ...spec, type }, interpreter);
    const kind = type === 'i' || type === 'u' ? 'd' : type;
    const digits = { ...spec, type: kind, precision: undefined };
    if (spec.precision !== undefined) {
        const size = formatInt(Math.abs(Math.trunc(number)), { ...digits, width: spec.precision, fill: '0', align: '=' }, interpreter);
        return formatStr((number < 0 ? '-' : '') + size, { ...digits, type: 's' }, interpreter);
    }
    return formatInt(Math.trunc(number), digits, interpreter);
}
