// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.locks.LockSupport;

/**
 * The first sections of a JVM, for {@link InitialisedClassesTest}. Each kind of section is the first one in turn,
 * outermost or nested. The lines that it prints stand between those of the JVM's log.
 */
final class FirstSections implements Runnable {
    static final String ENTERING = "-- entering";
    static final String PARKING = "-- parking";
    static final String LEFT = "-- left";

    private static final ScopedQsbr.SectionBody<Object, RuntimeException> BODY = new ScopedQsbr.SectionBody<>() {
        @Override
        public Object read() {
            return this;
        }
    };
    private static final ScopedQsbr.GuardedBody<Object, RuntimeException> GUARDED = new ScopedQsbr.GuardedBody<>() {
        @Override
        public Object read(ReadGuard guard) {
            return this;
        }
    };
    private static final ScopedQsbr.SectionAction<RuntimeException> ACTION = new ScopedQsbr.SectionAction<>() {
        @Override
        public void run() {
        }
    };

    private final String first;

    private FirstSections(String first) {
        this.first = first;
    }

    public static void main(String[] args) throws Exception {
        CarrierScheduler scheduler = CarrierScheduler.create(SchedulerConfig.defaults().withCarriers(1));
        FirstSections sections = new FirstSections(args[1]);
        Runnable pause = () -> pause();
        switch (args[0]) {
            case "carrier" -> scheduler.start(pause).join();
            case "virtual" -> Thread.ofVirtual().start(pause).join();
            default -> pause();
        }
        // What the JVM does first when a thread comes to its first section.
        MethodHandles.lookup().ensureInitialized(ScopedQsbr.class);
        switch (args[0]) {
            case "carrier" -> scheduler.start(sections).join();
            case "virtual" -> Thread.ofVirtual().start(sections).join();
            default -> sections.run();
        }
    }

    @Override
    public void run() {
        print("");
        print(ENTERING);
        switch (first) {
            case "read" -> ScopedQsbr.read(BODY);
            case "guarded" -> ScopedQsbr.read(GUARDED);
            case "run" -> ScopedQsbr.run(ACTION);
            default -> {
            }
        }
        ReadGuard guard = ScopedQsbr.open();
        ReadGuard inner = ScopedQsbr.open();
        ScopedQsbr.read(BODY);
        ScopedQsbr.read(GUARDED);
        ScopedQsbr.run(ACTION);
        inner.close();
        print(PARKING);
        pause();
        guard.close();
        print(LEFT);
    }

    /** Unmounts a virtual thread. */
    private static void pause() {
        Thread.yield();
        LockSupport.parkNanos(1_000_000);
    }

    private static void print(String line) {
        System.out.println(line);
    }
}
