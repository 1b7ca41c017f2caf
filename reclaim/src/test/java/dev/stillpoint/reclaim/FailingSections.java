// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.scheduler.carrier.Registers;
import dev.stillpoint.scheduler.fixture.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A thread on a carrier overflows its stack at each call of a section in turn; for {@link SectionErrorsTest}. Before
 * each run the registers carry the stamp of an older section.
 */
final class FailingSections implements Callable<List<String>> {

    private final List<String> wrong = new ArrayList<>();
    // the thread on the carrier: the holds that there were when the section's body ran; none if it did not
    private int inside;
    // the thread on the carrier
    private @Nullable ReadGuard lastOpened;

    @Override
    public List<String> call() throws Exception {
        Map<String, Runnable> sections = Map.of("a lambda", this::lambda, "a lambda with a guard", this::guardedLambda,
                "a guard", this::guard, "a nested lambda", () -> nested(this::lambda));
        try (CarrierScheduler scheduler = CarrierScheduler
                .create(SchedulerConfig.defaults().withName("failing-sections").withCarriers(1))) {
            for (var section : sections.entrySet()) {
                int points = Faults.atEachPoint(
                        point -> new Run(section.getKey(), section.getValue(), point).failed(scheduler));
                require(points > 5, "%s passes %d points only".formatted(section.getKey(), points));
            }
        }
        return wrong;
    }

    private void lambda() {
        ScopedQsbr.run(this::noteInside);
    }

    private void guardedLambda() {
        ScopedQsbr.<Boolean, RuntimeException>read(_ -> {
            noteInside();
            return true;
        });
    }

    private void guard() {
        try (ReadGuard guard = ScopedQsbr.open()) {
            lastOpened = guard;
            noteInside();
        }
    }

    private void nested(Runnable section) {
        try (ReadGuard _ = ScopedQsbr.open()) {
            int outer = registers().holds();
            try {
                section.run();
            } catch (StackOverflowError e) {
                require(inside > outer || registers().holds() == outer, "an inner section left a hold behind");
                throw e;
            }
        }
    }

    private void noteInside() {
        inside = registers().holds();
    }

    private static Registers registers() {
        return Objects.requireNonNull(CurrentCarrier.registers());
    }

    private void require(boolean right, String otherwise) {
        if (!right) {
            wrong.add(otherwise);
        }
    }

    /** One section that fails at one point. */
    private final class Run {

        private final String here;
        private final Runnable section;
        private final int point;
        // the thread on the carrier
        private boolean failed;

        Run(String name, Runnable section, int point) {
            here = "%s, point %d: ".formatted(name, point);
            this.section = section;
            this.point = point;
        }

        /** Returns whether it failed. */
        boolean failed(CarrierScheduler scheduler) throws InterruptedException {
            scheduler.start(this::lambdaOnce).join();
            require(GracePeriod.start().await(Duration.ofSeconds(20)), "no grace period ends");
            scheduler.start(this::play).join();
            return failed;
        }

        /** Leaves a stamp that is outdated once a grace period has passed. */
        private void lambdaOnce() {
            lambda();
        }

        private void play() {
            long newest = GracePeriods.process().requested();
            inside = 0;
            lastOpened = null;
            Faults.arm(point, StackOverflowError::new);
            try {
                section.run();
            } catch (StackOverflowError expected) {
                // What it leaves behind is looked at below.
            } finally {
                failed = Faults.disarm();
            }
            Registers registers = registers();
            require(inside != 0 || registers.holds() == 0, here + "a hold without a section");
            ScopedQsbr.run(() -> require(registers.since() == newest,
                    here + "the next one has stamp %d, not %d".formatted(registers.since(), newest)));
            if (lastOpened != null) {
                lastOpened.close();
                require(registers.holds() == 0, here + "its guard cannot be closed again");
            }
            // Any other section that fails while it ends may stay open until its thread ends, as the guarantees say.
            registers.clear();
        }
    }
}
