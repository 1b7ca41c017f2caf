// SPDX-License-Identifier: Apache-2.0
package kotlin.io;

import org.jspecify.annotations.Nullable;

/** Stands for Kotlin's library, whose {@code use} is compiled to a call of this method. */
public final class CloseableKt {

    private CloseableKt() {
    }

    /** Closes the resource, if there is one. */
    public static void closeFinally(@Nullable AutoCloseable resource, @Nullable Throwable cause) {
        // only its name counts
    }
}
