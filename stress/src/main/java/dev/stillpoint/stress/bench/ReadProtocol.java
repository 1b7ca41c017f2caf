// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench;

/**
 * A way to read the current version of a table that a writer may replace, and to free the version that was. Each is
 * complete: what the benchmark measures is a reader that is safe.
 */
interface ReadProtocol extends AutoCloseable {

    /** Reads one element of the current version. Any thread. */
    long read(int index);

    /** Makes {@code next} the current version; the old one is freed when nobody reads it. One thread at a time. */
    void replace(LongTable next);

    /** Frees the last version. Nobody reads or replaces any more. */
    @Override
    void close();
}
