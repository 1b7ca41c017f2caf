// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults;

import dev.stillpoint.scheduler.fixture.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run of a scene with one error: when the error strikes, and what went wrong. */
public final class Attempt {

    /** The names of threads in which no error strikes begin with this. */
    public static final String OUR_THREADS = "scene-";
    /** How a scene calls its scheduler: what runs there tells by the names of its threads where it belongs. */
    public static final String SCHEDULER = "faulty-scheduler";
    /** How a scene calls its reclaimer. */
    public static final String RECLAIMER = "faulty-reclaimer";

    private final Strike strike;
    // guarded by this
    private final List<String> violations = new ArrayList<>();
    // the threads of the scene write, the campaign reads when it has waited too long
    private volatile String phase = "preparing";
    private volatile @Nullable Throwable thrown;
    private volatile @Nullable Supplier<String> describer;

    Attempt(Strike strike) {
        this.strike = strike;
    }

    /** Something that may throw. */
    @FunctionalInterface
    public interface Step {

        void run() throws Exception;
    }

    // -- for scenes

    /** Whether the error is to strike the calling thread of the operation, not a service thread. */
    public boolean strikesCaller() {
        return strike.where() == Where.CALLER;
    }

    /**
     * Runs the operation on this thread, which is where the error may strike. It may throw the error, or what comes of
     * it; returns whether it threw nothing.
     */
    public boolean operate(Step operation) {
        phase = "operating";
        strike.caller(Thread.currentThread());
        Faults.arm(strike);
        try {
            operation.run();
            return true;
        } catch (Throwable e) {
            thrown = e;
            return false;
        } finally {
            if (strikesCaller()) {
                Faults.disarm();
            }
            phase = "operated";
        }
    }

    /** No error strikes any more. */
    public void disarm() {
        Faults.disarm();
    }

    /** Says what goes on, in case it does not end. */
    public void phase(String now) {
        phase = now;
    }

    /** Who can tell more of the state, if the attempt does not end. */
    public void describedBy(Supplier<String> newDescriber) {
        describer = newDescriber;
    }

    /** Something went wrong if this is not right. */
    public void require(boolean right, String otherwise) {
        if (!right) {
            violated(otherwise);
        }
    }

    /** Something went wrong. */
    public synchronized void violated(String what) {
        violations.add(what);
    }

    // -- for the campaign

    Strike strike() {
        return strike;
    }

    /** What the scene tells of its state. */
    String state() {
        Supplier<String> asked = describer;
        return asked == null ? "" : asked.get();
    }

    String phase() {
        return phase;
    }

    @Nullable Throwable thrown() {
        return thrown;
    }

    synchronized List<String> violations() {
        return List.copyOf(violations);
    }
}
