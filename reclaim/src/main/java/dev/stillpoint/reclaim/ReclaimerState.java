// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

/** What a {@code Reclaimer} is doing. */
public enum ReclaimerState {

    /** It sleeps until something is retired. */
    IDLE,

    /** It has taken a batch and waits for the readers that may see it. */
    WAITING_FOR_GRACE_PERIOD,

    /** It has given a batch to the configured executor and waits until the executor begins to free it. */
    WAITING_FOR_EXECUTOR,

    /** It frees a batch, or the configured executor does. */
    FREEING,

    /** It is closing and waits for a writer that has begun to replace a version. */
    WAITING_FOR_WRITER,

    /** It has nothing else to do than to free what an I/O operation or a native call still uses. */
    WAITING_FOR_IO,

    /** It is closed. */
    ENDED
}
