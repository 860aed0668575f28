/** Native functions whose parameters are known only at run time: constructors of generated classes. */
import { bindArguments, signatureOf } from '../native';
import { NotKnown } from '../signals';
/** The first parameter is `self` or `cls`; the fields follow. */
export function generated(name, first, fields, run, binds = true) {
    const parameters = [
        { name: first, kind: 'positional-only', default: undefined },
        ...fields.map((field) => ({
            name: field.name,
            kind: field.keywordOnly ? 'keyword-only' : 'positional',
            default: field.default,
        })),
    ];
    const signature = signatureOf(`(${parameters.map((p) => p.name).join(', ')})`, parameters);
    const invoke = (args, keywords, interpreter) => {
        try {
            return run(bindArguments(name, signature, args, keywords, interpreter), interpreter);
        }
        catch (signal) {
            if (signal instanceof NotKnown)
                return signal.value;
            throw signal;
        }
    };
    return { kind: 'native', name, signature, binds, invoke };
}
/** The annotated names of a class body, in order, with their annotations. */
export function annotationsOf(cls) {
    const held = cls.dict.get('__annotations__');
    return held?.kind === 'dict' ? namesOf(held) : [];
}
export function namesOf(dict) {
    return [...dict.entries.values()].flatMap(({ key, value }) => key.kind === 'str' ? [[key.value, value]] : []);
}
