// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

import java.io.Serial;

/** What must never happen has happened. */
final class Violation extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    Violation(String what) {
        super(what);
    }
}
