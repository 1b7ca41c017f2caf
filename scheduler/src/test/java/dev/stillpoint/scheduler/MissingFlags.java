package dev.stillpoint.scheduler;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.ContextSwitch;
import dev.stillpoint.scheduler.jdk.SchedulerUnavailableException;
import dev.stillpoint.scheduler.replay.ReplayScheduler;
import java.util.concurrent.FutureTask;

/** Prints what the front doors of the library do in a JVM that was started without some flag. */
final class MissingFlags {
    private MissingFlags() {
    }

    public static void main(String[] args) throws Exception {
        System.out.println("platform thread on " + Carrier.current());
        FutureTask<Carrier> seen = new FutureTask<>(Carrier::current);
        Thread.ofVirtual().start(seen);
        System.out.println("virtual thread on " + seen.get());
        attempt("create", CarrierScheduler::create);
        attempt("create again", CarrierScheduler::create);
        attempt("replay", () -> new ReplayScheduler(1, ContextSwitch.HOME));
        System.out.println("still on " + Carrier.current());
    }

    private static void attempt(String what, Opening opening) throws Exception {
        try (AutoCloseable opened = opening.open()) {
            System.out.println(what + ": " + opened.getClass().getSimpleName());
        } catch (SchedulerUnavailableException e) {
            System.out.println(what + ": " + e.getMessage());
        }
    }

    /** Makes a scheduler of some kind. */
    private interface Opening {
        AutoCloseable open();
    }
}
