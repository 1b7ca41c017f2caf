package dev.stillpoint.reclaim.escape.flow;

import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;

/** Values that can do no harm, by their type. */
final class Values {

    private Values() {
    }

    static Value plain(TypeKind kind) {
        return kind.slotSize() == 2 ? Value.WIDE : Value.NONE;
    }

    static Value plain(ClassDesc type) {
        return plain(TypeKind.from(type));
    }
}
