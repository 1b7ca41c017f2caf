// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import dev.stillpoint.reclaim.grace.Membarrier.SystemCall;
import java.util.concurrent.atomic.AtomicLong;

/** Membarriers without a system. Where one thread plays everybody, or a test's own waits order memory, they suffice. */
final class Membarriers {

    private Membarriers() {
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
