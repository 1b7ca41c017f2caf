// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.scheduler.carrier.CarrierRegistry;
import dev.stillpoint.scheduler.fixture.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Guards of visitors that cannot be opened or closed for want of memory or stack, at each point in turn, each time on a
 * thread that never read before; for {@link ReadGuardTest}.
 */
abstract class FailingGuards implements Callable<List<String>> {

    private final Supplier<? extends Error> error;
    // only the thread of the attempt writes, and it has ended when the next one begins
    private final List<String> wrong = new ArrayList<>();
    private volatile boolean trying;

    FailingGuards(Supplier<? extends Error> error) {
        this.error = error;
    }

    /** There is no memory. */
    static final class OutOfMemory extends FailingGuards {

        OutOfMemory() {
            super(OutOfMemoryError::new);
        }
    }

    /** There is no stack. */
    static final class AtTheStackEnd extends FailingGuards {

        AtTheStackEnd() {
            super(StackOverflowError::new);
        }
    }

    /** Everything that went wrong, in any attempt. */
    @Override
    public List<String> call() throws Exception {
        // The second one of its class in this process.
        CarrierRegistry.unsubscribe(GracePeriods.process());
        int points = Faults.atEachPoint(point -> {
            Faults.arm(point, _ -> trying, error);
            Thread thread = Thread.ofPlatform().start(this::openAndClose);
            thread.join();
            return Faults.disarm();
        });
        require(points > 0, "nothing failed");
        return wrong;
    }

    private void openAndClose() {
        read(() -> ScopedQsbr.run(() -> requireInside(1)));
        read(() -> ScopedQsbr.<Boolean, RuntimeException>read(_ -> ScopedQsbr.isReading()));
        ReadGuard outer = open(0);
        ReadGuard inner = open(1);
        close(outer, 1);
        close(inner, 0);
    }

    /** A section that ends by itself is over, whatever fails. */
    private void read(Runnable section) {
        trying = true;
        try {
            section.run();
        } catch (OutOfMemoryError | StackOverflowError expected) {
            // What it leaves behind is looked at below.
        } finally {
            trying = false;
        }
        requireInside(0);
    }

    private ReadGuard open(int before) {
        ReadGuard opened = tryToOpen();
        if (opened == null) {
            requireInside(before);
            opened = ScopedQsbr.open();
        }
        requireInside(before + 1);
        return opened;
    }

    private @Nullable ReadGuard tryToOpen() {
        trying = true;
        try {
            return ScopedQsbr.open();
        } catch (OutOfMemoryError | StackOverflowError expected) {
            return null;
        } finally {
            trying = false;
        }
    }

    private void close(ReadGuard guard, int after) {
        trying = true;
        try {
            guard.close();
        } catch (OutOfMemoryError | StackOverflowError expected) {
            trying = false;
            requireInside(after + 1);
            guard.close();
        } finally {
            trying = false;
        }
        requireInside(after);
        guard.close();
        requireInside(after);
    }

    private void requireInside(int guards) {
        require(ScopedQsbr.isReading() == (guards > 0), "isReading() is wrong with %d guards".formatted(guards));
        require(GracePeriods.process().visitors().inside() == (guards > 0 ? 1 : 0),
                "the counters are wrong with %d guards".formatted(guards));
    }

    private void require(boolean right, String otherwise) {
        if (!right) {
            wrong.add(otherwise);
        }
    }
}
