// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import dev.stillpoint.scheduler.fixture.Faults;
import dev.stillpoint.scheduler.fixture.FaultyClasses;
import dev.stillpoint.scheduler.fixture.FaultyClasses.Points;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Wherever borrowing and giving back run out of memory, or of stack, no value is lost and the pool goes on. */
class LeaseErrorsTest {

    private static final String PACKAGE = LeaseErrorsTest.class.getPackageName();
    private static final Set<Class<?>> LENDING =
            Set.of(LeasePool.class, LeasePool.Lease.class, CarrierStripes.class, Stripe.class);

    @Test
    void onAFullHeapNoValueIsLost() throws Exception {
        assertThat(FaultyClasses.play(PACKAGE, LENDING, Points.ALLOCATIONS, OnAFullHeap.class)).isEmpty();
    }

    @Test
    void whereverTheStackEndsNoValueIsLost() throws Exception {
        assertThat(FaultyClasses.play(PACKAGE, LENDING, Points.CALLS, AtTheStackEnd.class)).isEmpty();
    }

    /** Two values are borrowed, given back, and borrowed again, on a carrier and elsewhere: an error at each point. */
    abstract static class Lending implements Callable<List<String>> {

        private final Supplier<? extends Error> error;
        private final List<String> wrong = new ArrayList<>();

        Lending(Supplier<? extends Error> error) {
            this.error = error;
        }

        @Override
        public List<String> call() throws Exception {
            int points = Faults.atEachPoint(point -> attempt(point, "elsewhere"));
            try (CarrierScheduler scheduler = CarrierScheduler.create(SchedulerConfig.defaults().withCarriers(1))) {
                points += Faults.atEachPoint(point -> onCarrier(scheduler, point));
            }
            if (wrong.isEmpty() && points < 10) {
                wrong.add(points + " points");
            }
            return wrong;
        }

        private boolean onCarrier(CarrierScheduler scheduler, int point) throws InterruptedException {
            boolean[] struck = new boolean[1];
            Thread thread = scheduler.start(() -> struck[0] = attempt(point, "on a carrier"));
            if (!thread.join(Duration.ofSeconds(60))) {
                wrong.add("point %d: the thread hangs".formatted(point));
                return false;
            }
            return struck[0];
        }

        private boolean attempt(int point, String where) {
            AtomicInteger made = new AtomicInteger();
            AtomicInteger discarded = new AtomicInteger();
            LeasePool<Object> pool = LeasePool.of(() -> {
                made.getAndIncrement();
                return new Object();
            }, _ -> discarded.getAndIncrement(), 2);
            Faults.arm(point, error);
            lend(pool);
            lend(pool);
            boolean struck = Faults.disarm();
            lend(pool);
            int idle = pool.idle();
            if (made.get() != idle || made.get() > 3) {
                wrong.add("%s, point %d: made %d, idle %d".formatted(where, point, made.get(), idle));
            }
            pool.close();
            if (discarded.get() != made.get()) {
                wrong.add("%s, point %d: made %d, discarded %d".formatted(where, point, made.get(), discarded.get()));
            }
            return struck && wrong.isEmpty();
        }

        /** Two values at once. */
        private static void lend(LeasePool<Object> pool) {
            List<LeasePool.Lease<Object>> leases = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                try {
                    leases.add(pool.borrow());
                } catch (VirtualMachineError e) {
                    // Nothing was borrowed.
                }
            }
            for (LeasePool.Lease<Object> lease : leases) {
                try {
                    lease.close();
                } catch (VirtualMachineError e) {
                    lease.close();
                }
            }
        }
    }

    static final class OnAFullHeap extends Lending {

        OnAFullHeap() {
            super(() -> new OutOfMemoryError("played"));
        }
    }

    static final class AtTheStackEnd extends Lending {

        AtTheStackEnd() {
            super(() -> new StackOverflowError("played"));
        }
    }
}
