// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import java.io.Serial;

/**
 * This JVM cannot run a carrier scheduler: a flag is missing or the JDK is not one that the adapter knows. The message
 * says exactly what to add or change. Nothing has been started when it is thrown.
 */
public final class SchedulerUnavailableException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** @param message what keeps a scheduler from running here, and what to do about it */
    public SchedulerUnavailableException(String message) {
        super(message);
    }
}
