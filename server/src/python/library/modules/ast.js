import { dictOf, setOf } from '../../containers';
import { expressionOf } from '../../evaluation';
import { native } from '../../native';
import { negate } from '../../numbers';
import { FALSE, float, int, list, NONE, str, TRUE, tuple } from '../../values';
import { moduleNames } from './names';
/** undefined: more than a literal. */
function literal(expr) {
    switch (expr.kind) {
        case 'Int':
            return expr.value === undefined ? undefined : int(expr.value);
        case 'Float':
            return float(expr.value);
        case 'Str':
            return str(expr.value);
        case 'Bytes':
            return { kind: 'bytes', value: expr.value };
        case 'None':
            return NONE;
        case 'True':
            return TRUE;
        case 'False':
            return FALSE;
        case 'UnaryOp': {
            const operand = literal(expr.operand);
            if (operand?.kind !== 'int' && operand?.kind !== 'float')
                return undefined;
            return expr.op === '-' ? negate(operand) : expr.op === '+' ? operand : undefined;
        }
        default:
            return display(expr);
    }
}
function display(expr) {
    switch (expr.kind) {
        case 'Tuple':
        case 'List':
        case 'Set': {
            const items = literals(expr.elements);
            if (items === undefined)
                return undefined;
            return expr.kind === 'Tuple' ? tuple(items) : expr.kind === 'List' ? list(items) : setOf(items);
        }
        case 'Dict': {
            const keys = literals(expr.entries.map(({ key }) => key));
            const values = literals(expr.entries.map(({ value }) => value));
            return keys && values && dictOf(keys.flatMap((key, i) => (values[i] ? [[key, values[i]]] : [])));
        }
        default:
            return undefined;
    }
}
function literals(exprs) {
    const values = [];
    for (const expr of exprs) {
        const value = expr && literal(expr);
        if (value === undefined)
            return undefined;
        values.push(value);
    }
    return values;
}
const literalEval = native('literal_eval', '(node_or_string)', (args, interpreter) => {
    const expr = expressionOf(args.str('node_or_string'));
    const value = expr && literal(expr);
    return value ?? interpreter.raise('ValueError', 'malformed node or string');
}, { binds: false });
export const ast = () => ({ ast: () => moduleNames('ast', [['literal_eval', literalEval]]) });
