// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.TypeNames;
import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.value.Frame;
import dev.stillpoint.reclaim.escape.value.Origin;
import dev.stillpoint.reclaim.escape.value.Value;
import dev.stillpoint.reclaim.escape.value.Values;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.constant.ClassDesc;

/** Reads and writes of fields. */
final class Fields {

    private final MethodScan scan;

    Fields(MethodScan scan) {
        this.scan = scan;
    }

    void execute(int at, FieldInstruction field, Frame frame) {
        switch (field.opcode()) {
            case GETSTATIC -> frame.push(load(at, field, Value.NONE, frame).join(shared(at, field, frame))
                    .join(retired(at, frame)));
            case GETFIELD -> frame.push(load(at, field, scan.use(at, frame, frame.pop()), frame)
                    .join(shared(at, field, frame)).join(retired(at, frame)));
            case PUTSTATIC -> {
                Value stored = scan.use(at, frame, frame.pop());
                scan.ledger().leak(at, stored, EscapeKind.STATIC_FIELD,
                        "is stored in the static field " + name(field));
                scan.lend(at, frame, stored);
                assign(at, frame);
            }
            default -> {
                Value stored = frame.pop();
                store(at, field, frame.pop(), stored, frame);
                assign(at, frame);
            }
        }
    }

    /** What this method did to the object in the field. */
    private Value retired(int at, Frame frame) {
        int variable = scan.variables().field(at);
        return variable == Variables.NONE ? Value.NONE : frame.local(variable);
    }

    private void assign(int at, Frame frame) {
        int variable = scan.variables().field(at);
        if (variable != Variables.NONE) {
            frame.local(variable, Value.NONE);
        }
    }

    private Value load(int at, FieldInstruction field, Value holder, Frame frame) {
        ClassDesc type = field.typeSymbol();
        if (type.isPrimitive()) {
            return Values.plain(type);
        }
        if ((scan.types().isGuarded(type) || scan.types().isView(type) || scan.types().isContainer(type))
                && scan.program().keepsSnapshot(owner(field))) {
            return Value.of(new Origin.Kept(Origin.Kept.ELSEWHERE));
        }
        if (scan.types().isGuarded(type) || scan.program().isCapturedField(owner(field), fieldName(field))) {
            return scan.read(at, frame, scan.types().isGuard(type), "the guard-scoped value in " + name(field));
        }
        if (holder.has(Origin.Part.class::isInstance) && !holder.isGuarded()) {
            return scan.types().isMemory(type)
                    ? scan.read(at, frame, false, "the part of the version in " + name(field))
                    : holder.without(origin -> !(origin instanceof Origin.Part));
        }
        if (scan.types().isView(type)) {
            return holder.withoutHolders();
        }
        return holder.isGuarded() && !scan.types().isCopy(type) ? Value.of(new Origin.Part(at)) : Value.NONE;
    }

    /**
     * It matters only while this method has a snapshot, for nothing of another's may be put into a field anyway; or if
     * it is a lambda, which may be called while another has one.
     */
    private Value shared(int at, FieldInstruction field, Frame frame) {
        boolean snapshot = frame.sections().open().stream().anyMatch(Origin.Taken.class::isInstance);
        return (snapshot || scan.body().lambda() != null)
                && field.typeSymbol().descriptorString().startsWith("Ljava/util/")
                        ? Value.of(new Origin.InField(at))
                        : Value.NONE;
    }

    private void store(int at, FieldInstruction field, Value holder, Value stored, Frame frame) {
        boolean mayHold = scan.types().mayHoldGuarded(owner(field));
        Value escaping = stored.without(origin -> mayStay(origin, holder, mayHold));
        scan.ledger().leak(at, escaping, EscapeKind.FIELD, "is stored in the field " + name(field));
        scan.lend(at, frame, escaping);
        scan.ledger().stores(escaping, fieldName(field));
    }

    /** What comes from an object may be stored there again; a guard-scoped object may hold all but guards. */
    private static boolean mayStay(Origin origin, Value holder, boolean mayHold) {
        boolean guard = origin instanceof Origin.Guarded guarded && guarded.isGuard();
        return holder.origins().contains(origin) || (mayHold && !guard);
    }

    private static String owner(FieldInstruction field) {
        return field.owner().asInternalName();
    }

    private static String fieldName(FieldInstruction field) {
        return field.name().stringValue();
    }

    private static String name(FieldInstruction field) {
        return TypeNames.simple(owner(field)) + "." + fieldName(field);
    }
}
