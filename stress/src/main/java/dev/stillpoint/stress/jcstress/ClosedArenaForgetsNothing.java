// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.memory.ReclaimableArena;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Somebody adds a resource to an arena, as mapping a file does, while the arena is freed.
 *
 * <pre>{@code java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t ClosedArenaForgetsNothing}</pre>
 *
 * <p>An arena to which nothing was added is freed without closing its scope. So it must not overlook who is about to
 * add: who asks for the scope says so first, and then looks whether the arena is closed.
 */
public final class ClosedArenaForgetsNothing {

    private ClosedArenaForgetsNothing() {
    }

    /** A resource whose end is counted. */
    private static final class Resource {

        private final AtomicInteger ends = new AtomicInteger();

        /** Returns 1 if the arena took it, 0 if it refused. */
        @SuppressWarnings("restricted") // nothing is ever read there
        int addTo(Arena arena) {
            try {
                MemorySegment added = MemorySegment.ofAddress(1).reinterpret(1, arena, _ -> ends.incrementAndGet());
                return (int) added.byteSize();
            } catch (IllegalStateException closed) {
                return 0;
            }
        }
    }

    /** The look comes first, and then the arena is told. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Added in time, and ended with the arena.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Too late: refused.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "Caught: the resource was added and never ends.")
    @State
    public static class Broken implements Arena {

        private static final Arena DEAD = Arena.ofShared();

        static {
            DEAD.close();
        }

        private final Meeting meeting = new Meeting();
        private final Resource resource = new Resource();
        private final Arena resources = Arena.ofShared();
        private volatile boolean closed;
        private volatile boolean scoped;

        @Override
        public MemorySegment.Scope scope() {
            boolean late = closed;
            Meeting.linger(1);
            scoped = true;
            return late ? DEAD.scope() : resources.scope();
        }

        @Override
        public void close() {
            closed = true;
            if (scoped) {
                resources.close();
            }
        }

        @Override
        public MemorySegment allocate(long bytes, long alignment) {
            throw new UnsupportedOperationException("not part of this story");
        }

        @Actor
        public void adds(II_Result result) {
            meeting.goFirst();
            result.r1 = resource.addTo(this);
        }

        @Actor
        public void frees() {
            meeting.goSecond();
            close();
        }

        @Arbiter
        public void count(II_Result result) {
            result.r2 = resource.ends.get();
        }
    }

    /** Told first. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Added in time, and ended with the arena.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Too late: refused.")
    @Outcome(expect = FORBIDDEN, desc = "The resource never ends, or ended although it was refused.")
    @State
    public static class Real {

        private static final Reclaimer RECLAIMER = Reclaimer.create();

        private final Meeting meeting = new Meeting();
        private final Resource resource = new Resource();
        private final ReclaimableArena arena = ReclaimableArena.create(RECLAIMER);

        @Actor
        public void adds(II_Result result) {
            meeting.goFirst();
            result.r1 = resource.addTo(arena);
        }

        @Actor
        public void frees() {
            meeting.goSecond();
            arena.reclaim();
        }

        @Arbiter
        public void count(II_Result result) {
            result.r2 = resource.ends.get();
        }
    }
}
