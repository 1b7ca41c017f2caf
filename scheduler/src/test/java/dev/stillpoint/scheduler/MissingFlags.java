// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.scheduler.replay.ReplayScheduler;
import java.util.concurrent.FutureTask;

/** Prints what the front doors of the library do in a JVM that was started without some flag. */
final class MissingFlags {
    private MissingFlags() {
    }

    public static void main(String[] args) throws Exception {
        System.out.println("platform thread on " + CurrentCarrier.get());
        FutureTask<Carrier> seen = new FutureTask<>(CurrentCarrier::get);
        Thread.ofVirtual().start(seen);
        System.out.println("virtual thread on " + seen.get());
        System.out.println("supported: " + CarrierScheduler.isSupported());
        attempt("create", CarrierScheduler::create);
        attempt("create again", CarrierScheduler::create);
        attempt("replay", () -> new ReplayScheduler(1));
        System.out.println("still on " + CurrentCarrier.get());
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
