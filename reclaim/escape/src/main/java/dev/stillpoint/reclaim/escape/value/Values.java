// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.value;

import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;

/** Values that can do no harm, by their type. */
public final class Values {

    private Values() {
    }

    public static Value plain(TypeKind kind) {
        return kind.slotSize() == 2 ? Value.WIDE : Value.NONE;
    }

    public static Value plain(ClassDesc type) {
        return plain(TypeKind.from(type));
    }
}
