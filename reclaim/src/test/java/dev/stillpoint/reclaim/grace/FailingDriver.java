// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import dev.stillpoint.reclaim.grace.ScriptedCarrier.ParkedReader;
import dev.stillpoint.scheduler.carrier.CarrierRegistry;
import dev.stillpoint.scheduler.fixture.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Drivers that fail, for {@link DriverErrorsTest}: in each run the driver fails at another point and is followed by
 * drivers that do not, and there are always readers that they must wait for.
 */
abstract class FailingDriver implements Callable<List<String>> {

    /** More steps than any grace period needs. */
    private static final int MANY_STEPS = 20;

    private final Supplier<? extends Error> error;
    private final boolean cuts;
    private final List<String> wrong = new ArrayList<>();
    // who reads as a recorded visitor; played by the one thread of this test, and stopped by drivers
    private final Thread stopped = new Thread(LockSupport::park, "stopped");

    FailingDriver(Supplier<? extends Error> error, boolean cuts) {
        this.error = error;
        this.cuts = cuts;
    }

    /** The driver runs out of memory. */
    static final class OutOfMemory extends FailingDriver {

        OutOfMemory() {
            super(OutOfMemoryError::new, false);
        }
    }

    /** The driver overflows its stack. */
    static final class AtTheStackEnd extends FailingDriver {

        AtTheStackEnd() {
            super(StackOverflowError::new, false);
        }
    }

    /** The driver runs out of memory, and cuts instead of stopping. */
    static final class CuttingOutOfMemory extends FailingDriver {

        CuttingOutOfMemory() {
            super(OutOfMemoryError::new, true);
        }
    }

    /** The driver overflows its stack, and cuts instead of stopping. */
    static final class CuttingAtTheStackEnd extends FailingDriver {

        CuttingAtTheStackEnd() {
            super(StackOverflowError::new, true);
        }
    }

    /** Everything that went wrong, in any run. */
    @Override
    public List<String> call() throws Exception {
        // The second one of its class in this process.
        CarrierRegistry.unsubscribe(GracePeriods.process());
        stopped.start();
        try {
            if (Faults.atEachPoint(point -> new Run(point).play()) == 0) {
                wrong.add("no driver failed");
            }
        } finally {
            LockSupport.unpark(stopped);
        }
        return wrong;
    }

    /** Three grace periods, each with an older reader of its own. */
    private final class Run {

        private final GracePeriods periods = cuts
                ? new GracePeriods(new Visitors(1, 0, true), Membarriers.counting(new AtomicLong()))
                : new GracePeriods(new Visitors(1, 0, true));
        private final Visitor recorded = periods.registry().of(stopped);
        private final ScriptedCarrier home = ScriptedCarrier.online(periods, "home");
        private final ScriptedCarrier other = ScriptedCarrier.online(periods, "other");
        private boolean driving;

        Run(int point) {
            Faults.arm(point, _ -> driving, error);
        }

        /** Returns whether a driver failed. */
        boolean play() {
            for (long number = 1; number <= 3; number++) {
                playOne(number);
            }
            for (int i = 0; i < MANY_STEPS && periods.completed() < 3; i++) {
                step(3);
                unmountAll();
            }
            require(periods.completed() == 3 && periods.requested() == 3, "it does not go on");
            return Faults.disarm();
        }

        private void playOne(long number) {
            home.enter();
            ParkedReader parked = home.park();
            long parkedSince = parked.savedSince();
            int visitor = periods.visitors().enter(0);
            long visitorSince = periods.requested();
            periods.enter(recorded);
            for (int i = 0; i < 3; i++) {
                // As the reclaimer does: what was unlinked by now is freed after this one, so it must wait for both.
                stepUnder(periods.next(), Math.min(parkedSince, visitorSince));
                unmountAll();
            }
            periods.visitors().exit(visitor);
            require(periods.completed() <= recorded.since, "it ended under a recorded visitor");
            periods.exit(recorded);
            periods.expedite(periods.next());
            for (int i = 0; i < 3; i++) {
                stepUnder(periods.next(), parkedSince);
                unmountAll();
            }
            home.resume(parked);
            home.leave();
            for (int i = 0; i < 3 && periods.completed() < number; i++) {
                unmountAll();
                step(number);
            }
        }

        private void unmountAll() {
            home.unmount();
            other.readAndUnmount();
        }

        /** A step of the driver, while a reader is inside that began when {@code since} was the newest. */
        private void stepUnder(long target, long since) {
            step(target);
            require(periods.completed() <= since,
                    "%d ended under a reader of %d".formatted(periods.completed(), since));
        }

        private void step(long target) {
            driving = true;
            try {
                StepwiseDriver.advance(periods, target);
            } catch (OutOfMemoryError | StackOverflowError expected) {
                // Others drive on.
            } finally {
                driving = false;
            }
            long ahead = periods.requested() - periods.completed();
            require(ahead == 0 || ahead == 1, "%d grace periods are pending".formatted(ahead));
        }

        private void require(boolean right, String otherwise) {
            if (!right) {
                wrong.add(otherwise);
            }
        }
    }
}
