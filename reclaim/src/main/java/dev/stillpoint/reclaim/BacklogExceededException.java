// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import java.io.Serial;

/** Thrown by {@code retire} when the backlog is full and the limits say not to wait. Nothing was retired. */
public final class BacklogExceededException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    BacklogExceededException(String message) {
        super(message);
    }
}
