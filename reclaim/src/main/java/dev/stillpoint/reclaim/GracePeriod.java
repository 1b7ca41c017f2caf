// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.grace.GracePeriods;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A grace period that was asked for. Once it has elapsed, every read section that was open at the request has ended, so
 * no reader can reach what was unlinked before the request.
 *
 * {@snippet :
 * Table old = current.getAndSet(next);              // unlink first
 * GracePeriod period = GracePeriod.start();         // then ask
 * ...                                               // do something else
 * if (period.hasElapsed()) {
 *     old.reclaim();
 * }
 * }
 *
 * <p>Grace periods belong to the whole process and depend on no {@link Reclaimer}: they can be asked for before the
 * first reclaimer is created and after the last one is closed. Requests at about the same time may share a grace
 * period, and then their values are equal.
 *
 * <p><b>Threading.</b> Immutable. Every method may be called by any thread, on a carrier or not, and while something is
 * being freed.
 *
 * <p><b>Memory consistency effects.</b> Everything that readers do in sections that were open at the request
 * happens-before {@link #hasElapsed()} or {@link #await} returns true, and before the stage of {@link #whenElapsed()}
 * completes.
 *
 * <p>The Linux kernel calls such a value the cookie of a polled grace period ({@code start_poll_synchronize_rcu}).
 */
public final class GracePeriod {

    private static final GracePeriods GRACE = GracePeriods.process();

    private final long number;

    private GracePeriod(long number) {
        this.number = number;
    }

    /** The first grace period that covers everything that the caller has unlinked. No driver is asked to drive it. */
    static GracePeriod next() {
        return new GracePeriod(GRACE.next());
    }

    /**
     * Asks for a grace period and returns at once. May be called inside a read section.
     *
     * <p>No thread holds it up for longer than its read sections last. Carriers that have not unmounted 5 ms after the
     * grace period began are stopped and looked at, whether anybody waits or not.
     */
    public static GracePeriod start() {
        GracePeriod asked = next();
        GRACE.poll(asked.number);
        return asked;
    }

    /** The figures of all grace periods of this process so far. Any thread; no thread is stopped for it. */
    public static GracePeriodStatistics statistics() {
        return GracePeriodStatistics.of(GRACE);
    }

    /** The number by which listeners, stall reports and Flight Recorder events refer to it. */
    public long number() {
        return number;
    }

    /** Whether it has elapsed. Once this is true it stays true. One volatile read. */
    public boolean hasElapsed() {
        return GRACE.completed() >= number;
    }

    /**
     * Waits until it has elapsed, but not longer than {@code timeout}. After 5 ms of waiting, carriers that have not
     * unmounted are stopped and looked at.
     *
     * @return whether it has elapsed
     * @throws NullPointerException if the timeout is null
     * @throws IllegalArgumentException if the timeout is negative
     * @throws IllegalStateException if called inside a read section, where it would wait for that section
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean await(Duration timeout) throws InterruptedException {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative: " + timeout);
        }
        requireNotReading("await()");
        return await(ReclaimerConfig.nanos(timeout), ReclaimerConfig.DEFAULT_FORCE_AFTER);
    }

    /**
     * Waits for at most {@code nanos} nanoseconds. After {@code forceAfter} it expedites the grace period, and lets
     * carriers be cut at once, unless that is {@link ReclaimerConfig#NEVER}.
     */
    boolean await(long nanos, Duration forceAfter) throws InterruptedException {
        if (!forceAfter.equals(ReclaimerConfig.NEVER)) {
            GRACE.allowCuts(number);
        }
        long patience = Math.min(nanos, ReclaimerConfig.nanos(forceAfter));
        if (patience == nanos) {
            return GRACE.await(number, nanos);
        }
        if (GRACE.awaitAtFirst(number, patience)) {
            return true;
        }
        GRACE.expedite(number);
        return GRACE.await(number, nanos - patience);
    }

    /**
     * A stage that completes, in the common pool, when the grace period has elapsed. May be called inside a read
     * section, but the stage must not be waited for there.
     */
    public CompletionStage<Void> whenElapsed() {
        return GRACE.stage(number);
    }

    /** Throws inside a read section, where the caller must not wait for readers. */
    static void requireNotReading(String call) {
        if (ScopedQsbr.isReading()) {
            throw new IllegalStateException(
                    call + " inside a read section would wait for that section; leave the section first.");
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GracePeriod period && period.number == number;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number);
    }

    @Override
    public String toString() {
        return "grace period %d, %s".formatted(number, hasElapsed() ? "elapsed" : "not elapsed");
    }
}
