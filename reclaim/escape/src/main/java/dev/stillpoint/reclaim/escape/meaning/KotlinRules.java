// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.meaning;

import dev.stillpoint.reclaim.escape.classes.MethodId;
import java.util.Set;

/** What Kotlin's compiler and standard library do in ways of their own. */
public final class KotlinRules {

    private static final String SEQUENCES = "kotlin/sequences/";
    private static final Set<String> COLLECTING = Set.of("toList", "toMutableList", "toSet", "toMutableSet",
            "toHashSet", "toSortedSet", "toCollection");

    private KotlinRules() {
    }

    /** Whether the class is the type of a function: {@code (Table) -> Unit}. */
    public static boolean isFunction(String owner) {
        return owner.startsWith("kotlin/jvm/functions/");
    }

    /**
     * Whether the compiler put the call in, to check for null what Java code returned, or to mark where inlined code
     * ends. It keeps nothing, and never throws because of a guard or snapshot that was just opened.
     */
    public static boolean isCheck(MethodId method) {
        return (method.owner().equals("kotlin/jvm/internal/Intrinsics") && method.name().startsWith("checkNotNull"))
                || method.owner().equals("kotlin/jvm/internal/InlineMarker");
    }

    /** Whether the first argument is a container that the method, which is static, looks into. */
    public static boolean extendsContainer(MethodId method) {
        return method.owner().startsWith(SEQUENCES) || method.owner().startsWith("kotlin/collections/");
    }

    static boolean isSequence(MethodId method) {
        return method.owner().startsWith(SEQUENCES);
    }

    static boolean maps(MethodId method) {
        return isSequence(method) && (method.name().startsWith("map") || method.name().startsWith("flatMap"));
    }

    static boolean collects(MethodId method) {
        return extendsContainer(method) && COLLECTING.contains(method.name());
    }
}
