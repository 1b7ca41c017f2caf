// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import dev.stillpoint.scheduler.carrier.CarrierRegistry;
import dev.stillpoint.scheduler.fixture.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * Visitors that fail, for {@link VisitorErrorsTest}: in each run a step fails at another point, while somebody else is
 * inside who must be waited for.
 */
abstract class FailingVisitor implements Callable<List<String>> {

    private final Supplier<? extends Error> error;
    private final List<String> wrong = new ArrayList<>();
    // whether drivers can stop threads, so that these visitors have records; otherwise they are counted
    private boolean recorded;
    private GracePeriods periods = newPeriods();
    // the one who is also inside
    private Visitor other = periods.registry().of(new Thread());
    // a step is on its way
    private boolean trying;

    FailingVisitor(Supplier<? extends Error> error) {
        this.error = error;
    }

    /** There is no memory. */
    static final class OutOfMemory extends FailingVisitor {

        OutOfMemory() {
            super(OutOfMemoryError::new);
        }
    }

    /** There is no stack. */
    static final class AtTheStackEnd extends FailingVisitor {

        AtTheStackEnd() {
            super(StackOverflowError::new);
        }
    }

    /** Everything that went wrong, in any run. */
    @Override
    public List<String> call() throws Exception {
        // The second one of its class in this process.
        CarrierRegistry.unsubscribe(GracePeriods.process());
        for (boolean kind : new boolean[] {false, true}) {
            recorded = kind;
            int failed = Faults.atEachPoint(this::failsInASection) + Faults.atEachPoint(this::failsToRegister)
                    + Faults.atEachPoint(this::failsToRelease);
            require(failed > 0, "nothing failed");
        }
        return wrong;
    }

    private GracePeriods newPeriods() {
        return new GracePeriods(new Visitors(1, 0, recorded));
    }

    private void begin() {
        periods = newPeriods();
        other = periods.registry().of(new Thread(), 0);
        periods.enter(other);
    }

    /** Enters twice and leaves, and again where it failed. */
    private boolean failsInASection(int point) {
        begin();
        Visitor visitor = periods.registry().of(Thread.currentThread(), 1);
        Faults.arm(point, _ -> trying, error);
        tries(() -> periods.enter(visitor), visitor, 1);
        tries(() -> periods.enter(visitor), visitor, 2);
        tries(() -> periods.exit(visitor), visitor, 1);
        tries(() -> periods.exit(visitor), visitor, 0);
        return end();
    }

    /** Takes the step, and once more if it fails; whatever happens, the visitor is counted when it knows it. */
    private void tries(Runnable step, Visitor visitor, int holds) {
        int before = visitor.holds;
        if (!succeeds(step)) {
            require(visitor.holds == before, "a step that failed has moved the count of guards");
            require(inside() == (before > 0 ? 2 : 1), "a step that failed has moved the counters");
            step.run();
        }
        require(visitor.holds == holds && inside() == (holds > 0 ? 2 : 1), "it is not counted as it knows");
    }

    /** Registers where one that has ended is dropped, and where the stripe grows; its numbers differ by 16. */
    private boolean failsToRegister(int point) {
        begin();
        periods.registry().of(new Thread(), 16);
        periods.registry().of(new Thread(), 32);
        Visitor ended = periods.registry().of(new Thread(), 48);
        periods.enter(ended);
        Faults.arm(point, _ -> trying, error);
        for (int id : new int[] {80, 64}) {
            Runnable registers = () -> periods.registry().of(Thread.currentThread(), id);
            if (!succeeds(registers)) {
                registers.run();
            }
            Visitor visitor = periods.registry().of(Thread.currentThread(), id);
            require(visitor == periods.registry().of(Thread.currentThread(), id), "a thread is known twice");
            require(inside() == 2, "to register has moved the counters");
            periods.enter(visitor);
            require(inside() == 3, "it has not entered");
            periods.exit(visitor);
        }
        require(periods.registry().size() == 5, "not all are known");
        periods.exit(ended);
        return end();
    }

    /** The driver releases who ended inside, twice if it fails. */
    private boolean failsToRelease(int point) {
        periods = newPeriods();
        other = periods.registry().of(Thread.currentThread(), 0);
        periods.enter(other);
        for (int id = 1; id < 4; id++) {
            Visitor ended = periods.registry().of(new Thread(), 16L * id);
            periods.enter(ended);
            periods.enter(ended);
            periods.registry().of(new Thread(), 16 * id + 64);
        }
        Faults.arm(point, _ -> trying, error);
        if (!succeeds(periods.registry()::releaseEnded)) {
            require(inside() >= 1, "one was released twice");
            periods.registry().releaseEnded();
        }
        require(inside() == 1, "%d are inside and not one".formatted(inside()));
        require(periods.registry().size() == 1, "who ended is still known");
        return end();
    }

    /** The other one is still waited for, and then nobody is. */
    private boolean end() {
        boolean failed = Faults.disarm();
        VisitorDrain drain = new VisitorDrain(periods.visitors(), new VisitorRegistry(periods.visitors()), 1);
        require(!drain.isFinished(), "a drain has ended under a reader");
        periods.exit(other);
        require(drain.isFinished(), "a drain waits for nobody");
        return failed;
    }

    private boolean succeeds(Runnable step) {
        trying = true;
        try {
            step.run();
            return true;
        } catch (OutOfMemoryError | StackOverflowError expected) {
            return false;
        } finally {
            trying = false;
        }
    }

    private long inside() {
        return periods.visitors().inside();
    }

    private void require(boolean right, String otherwise) {
        if (!right) {
            wrong.add(otherwise);
        }
    }
}
