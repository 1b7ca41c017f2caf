// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.stillpoint.reclaim.Bag;
import dev.stillpoint.reclaim.Reclaimable;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A carrier retires three objects, and the reclaimer empties the carrier's bag meanwhile.
 *
 * <pre>{@code java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t BagIsTakenWhole}</pre>
 *
 * <p>No step of either side is atomic or fenced. The bag's first chunk is nearly full, so the second object begins
 * another one. Every object must come out once, filled, and after the one before it.
 */
public final class BagIsTakenWhole {

    private static final String WHOLE = "whole";
    private static final String TORN = "torn";

    private static final int OBJECTS = 3;

    private BagIsTakenWhole() {
    }

    /** What is retired: it must have been filled by the time it comes out. */
    private static final class Retired implements Reclaimable {

        // plain on purpose: the bag is all that orders the filling before the taking
        private int number;

        @Override
        public void reclaim() {
        }

        @Override
        public long byteSize() {
            return 1;
        }
    }

    /** The story, told with a bag of the twin's or the real one. */
    abstract static class Story {

        private final Meeting meeting = new Meeting();
        // reclaimer, then arbiter
        private int expected = 1;
        private boolean torn;

        abstract void add(Reclaimable object);

        abstract void drain(Consumer<@Nullable Reclaimable> taker);

        final void retire() {
            meeting.goFirst();
            for (int i = 1; i <= OBJECTS; i++) {
                Retired object = new Retired();
                object.number = i;
                add(object);
            }
        }

        final void take() {
            meeting.goSecond();
            drain(this::check);
            drain(this::check);
        }

        private void check(@Nullable Reclaimable object) {
            torn |= !(object instanceof Retired retired) || retired.number != expected;
            expected++;
        }

        final String verdict() {
            drain(this::check);
            return torn || expected != OBJECTS + 1 ? TORN : WHOLE;
        }
    }

    /** The entry is counted before it is there. */
    @JCStressTest
    @Outcome(id = WHOLE, expect = ACCEPTABLE, desc = "All came out in order.")
    @Outcome(id = TORN, expect = ACCEPTABLE_INTERESTING, desc = "Caught: an entry was taken before it was there.")
    @State
    public static class Broken extends Story {

        private static final VarHandle FILLED =
                fieldVarHandle(lookup(), "filled", VarHandle.class, Broken.class, int.class);

        private final @Nullable Reclaimable[] objects = new Reclaimable[OBJECTS];
        private int filled;
        private int taken;

        @Override
        void add(Reclaimable object) {
            int index = filled;
            FILLED.setRelease(this, index + 1);
            objects[index] = object;
        }

        @Override
        void drain(Consumer<@Nullable Reclaimable> taker) {
            int end = (int) FILLED.getAcquire(this);
            while (taken < end) {
                taker.accept(objects[taken++]);
            }
        }

        @Actor
        public void carrier() {
            retire();
        }

        @Actor
        public void reclaimer() {
            take();
        }

        @Arbiter
        public void count(L_Result result) {
            result.r1 = verdict();
        }
    }

    /** The entry first. */
    @JCStressTest
    @Outcome(id = WHOLE, expect = ACCEPTABLE, desc = "All came out in order.")
    @Outcome(id = TORN, expect = FORBIDDEN, desc = "An object is lost, or freed before all of it was retired.")
    @State
    public static class Real extends Story {

        private static final int CHUNK = 64;

        private final Bag bag = new Bag();

        public Real() {
            Retired earlier = new Retired();
            for (int i = 1; i < CHUNK; i++) {
                bag.add(earlier);
            }
            bag.drain(_ -> {
            });
        }

        @Override
        void add(Reclaimable object) {
            bag.add(object);
        }

        @Override
        void drain(Consumer<@Nullable Reclaimable> taker) {
            bag.drain(taker);
        }

        @Actor
        public void carrier() {
            retire();
        }

        @Actor
        public void reclaimer() {
            take();
        }

        @Arbiter
        public void count(L_Result result) {
            result.r1 = verdict();
        }
    }
}
