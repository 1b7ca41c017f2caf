// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stillpoint.reclaim.grace.Membarrier.SystemCall;
import dev.stillpoint.reclaim.support.Await;
import java.util.concurrent.atomic.AtomicLong;

/**
 * That of the process, and others without a system: where one thread plays everybody, or a test's own waits order
 * memory, these suffice.
 */
public final class Membarriers {

    private Membarriers() {
    }

    /** That of the process, linked. Where the system has none, or refuses it, the calling test is skipped. */
    public static Membarrier ofProcess() {
        Membarrier membarrier = Membarrier.ofProcess();
        membarrier.link();
        Await.until("it is linked, or cannot be", () -> !isBeingLinked());
        assumeTrue(membarrier.isAvailable(), "this system has no membarrier, or refuses it");
        return membarrier;
    }

    /** By the thread that the first reclaimer of the process has started for it. */
    private static boolean isBeingLinked() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("stillpoint-membarrier"));
    }

    /** One that is linked and counts its cuts. */
    static Membarrier counting(AtomicLong cuts) {
        return linked(new Counting(cuts));
    }

    /** One that is linked and makes this call. */
    static Membarrier linked(SystemCall call) {
        Membarrier made = new Membarrier(() -> call);
        made.link();
        return made;
    }

    private record Counting(AtomicLong cuts) implements SystemCall {

        @Override
        public long call(long command) {
            if (command == Membarrier.PRIVATE_EXPEDITED) {
                cuts.incrementAndGet();
            }
            return 0;
        }
    }
}
