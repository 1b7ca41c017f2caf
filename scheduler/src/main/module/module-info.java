// SPDX-License-Identifier: Apache-2.0
/**
 * A scheduler for virtual threads that knows on which carrier every thread is mounted, and brings a thread that holds a
 * read guard back to that carrier only. Start with {@link dev.stillpoint.scheduler.CarrierScheduler}.
 */
@SuppressWarnings("module") // the module to which the seam is exported is compiled later
module dev.stillpoint.scheduler {
    requires java.management;
    requires jdk.jfr;
    requires static java.instrument; // there only if -javaagent brings it
    requires static org.jspecify;

    exports dev.stillpoint.scheduler;
    exports dev.stillpoint.scheduler.replay;

    // The seam to reclamation, and what both libraries do in one way.
    exports dev.stillpoint.scheduler.carrier to dev.stillpoint.reclaim;
    exports dev.stillpoint.scheduler.support to dev.stillpoint.reclaim;

    // Flight Recorder looks into the classes of events.
    opens dev.stillpoint.scheduler.observe to jdk.jfr;
}
