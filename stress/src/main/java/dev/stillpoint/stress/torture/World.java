// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

/** Where the readers run. */
interface World extends AutoCloseable {

    /** Starts a virtual thread on a carrier. */
    Thread start(Runnable body);

    /** Changes the number of carriers, where that is possible. */
    void carriers(int number);

    /** What is left of readers that have all ended; empty if that is nothing. */
    default String leftovers() {
        return "";
    }

    /** Who runs and who waits, for the report of a failure; empty if that is unknown. */
    default String situation() {
        return "";
    }

    /** Waits for the threads, where they end by themselves. */
    @Override
    void close();
}
