// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.reclaiming;

/** Answers requests from the current version of a table, which one thread replaces meanwhile. */
interface Service extends AutoCloseable {

    /** The answers of one request came from different versions. */
    int MIXED = -1;

    /** Look-ups in one request. */
    int LOOK_UPS = 16;

    /**
     * Answers one request. Any thread.
     *
     * @return the version that all answers came from, or {@link #MIXED}
     * @throws IllegalStateException if the table was freed under the reader's hands
     */
    int reply(long seed);

    /** Puts a new table in the place of the current one, which is freed when it is time. One thread at a time. */
    void reload();

    /** Frees the last table. Nobody uses the service any more. */
    @Override
    void close();
}
