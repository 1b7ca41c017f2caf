// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.grace.Visitor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A platform thread on which read sections cost less than on any other: it knows its own record, which they otherwise
 * look up. For pools whose threads do little but read, where readers cannot be virtual threads of a
 * {@code CarrierScheduler}.
 *
 * {@snippet :
 * ExecutorService readers = Executors.newFixedThreadPool(8, ReaderThread::new);
 * }
 *
 * <p>In all else it is a thread like others, and sections mean the same on it. It refers to this library for as long as
 * it exists, so threads of a pool that outlives the application should be others.
 */
public final class ReaderThread extends Thread {

    // this thread only: what CurrentVisitor has found, so that it need not look again
    @Nullable Visitor visitor;

    /**
     * A thread that runs {@code body}, with a name that the JVM chooses. Not started.
     *
     * @throws NullPointerException if the body is null
     */
    public ReaderThread(Runnable body) {
        super(Objects.requireNonNull(body, "body"));
    }

    /**
     * A thread that runs {@code body}, with this name. Not started.
     *
     * @throws NullPointerException if the body or the name is null
     */
    public ReaderThread(Runnable body, String name) {
        super(Objects.requireNonNull(body, "body"), Objects.requireNonNull(name, "name"));
    }
}
