// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import dev.stillpoint.reclaim.memory.NativeBlock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What is tortured: read sections, and grace periods that wait for them. The real thing, or a broken twin. */
interface Subject extends AutoCloseable {

    /** Runs {@code body} inside a read section. Any thread. */
    void read(Runnable body);

    /** As if {@code first} and {@code second} ran in sections that overlap, both inside the first or the second. */
    default void readOverlapping(Runnable first, Runnable second) {
        read(() -> {
            first.run();
            second.run();
        });
    }

    /**
     * Waits, outside any section, until every section that is open now has ended.
     *
     * @return false if it gave up because the subject closes
     */
    boolean awaitGracePeriod(RandomGenerator random) throws InterruptedException;

    /** Runs {@code free} after a grace period. */
    void retire(Runnable free);

    /** Frees a block after a grace period, or when the collector finds that nobody reaches it. */
    default void retire(NativeBlock block) {
        retire(block::reclaim);
    }

    /** Lets the pending grace period stop carriers that do not unmount. */
    void force();

    /** Whether threads that run on carriers may wait for grace periods. */
    boolean waitsOnCarriers();

    /** How many grace periods have ended. */
    long gracePeriods();

    /** How often a carrier was stopped, or all were cut, to look at it. */
    long stops();

    /** A map that retires by what is tortured, if there is one. */
    default @Nullable Table table() {
        return null;
    }

    /** Something went wrong: those who wait may give up, and what is retired may stay. */
    default void abandon() {
    }

    /** Figures of its own, for the report. */
    default String figures() {
        return "grace periods %d, stops %d".formatted(gracePeriods(), stops());
    }

    /** Waits until all that was retired is freed; no reader is left. */
    @Override
    void close();
}
