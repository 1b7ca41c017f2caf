// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

/** Something that lives outside the Java heap and must be freed once, after the last reader has left it. */
public interface Reclaimable {

    /**
     * Frees it. Called once, after a grace period, on the reclaimer's thread or by its executor. What it throws is
     * counted as a failure and logged, and it is not called again. There is one exception to both: after a
     * {@link StillInUseException} it is called again later, until then the object is not freed, and that is no failure.
     * If a {@link Snapshot} keeps a version beyond the end of the reclaimer, the thread that closes
     * the snapshot calls this.
     */
    void reclaim() throws Exception;

    /** The bytes that freeing it gives back, for limits and statistics; not negative. Read once, when it is retired. */
    long byteSize();
}
