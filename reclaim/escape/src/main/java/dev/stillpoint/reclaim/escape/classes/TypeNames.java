// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.classes;

import java.lang.constant.ClassDesc;
import org.jspecify.annotations.Nullable;

/** The spellings of a class name: internal in class files, binary in reports, simple in messages. */
public final class TypeNames {

    private TypeNames() {
    }

    /** {@code java/util/Map$Entry} as {@code java.util.Map$Entry}. */
    public static String binary(String internal) {
        return internal.replace('/', '.');
    }

    /** {@code java.util.Map$Entry} as {@code java/util/Map$Entry}. */
    public static String internal(String binary) {
        return binary.replace('.', '/');
    }

    /** {@code java/util/Map$Entry} as {@code Map.Entry}. */
    public static String simple(String internal) {
        return internal.substring(internal.lastIndexOf('/') + 1).replace('$', '.');
    }

    /** The class that a type names; for an array that of its elements; null for primitive types. */
    public static @Nullable String elementClass(ClassDesc type) {
        ClassDesc element = type;
        while (element.isArray()) {
            element = element.componentType();
        }
        if (element.isPrimitive()) {
            return null;
        }
        String descriptor = element.descriptorString();
        return descriptor.substring(1, descriptor.length() - 1);
    }
}
