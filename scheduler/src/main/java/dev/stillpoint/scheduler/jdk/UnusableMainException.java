// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import java.io.Serial;

/** A class has no main method that can be run. The message says why and what to do. */
public final class UnusableMainException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    UnusableMainException(String message) {
        super(message);
    }
}
