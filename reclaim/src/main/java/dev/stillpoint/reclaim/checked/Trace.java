// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.checked;

import java.io.Serial;

/** The stack of an earlier event, kept as the cause of a later error. It is not an error by itself. */
public final class Trace extends Throwable {

    @Serial
    private static final long serialVersionUID = 1L;

    Trace(String what) {
        super("%s, by %s".formatted(what, Thread.currentThread()));
    }
}
