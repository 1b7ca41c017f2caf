// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.Compensation;
import dev.stillpoint.scheduler.Eventually;
import dev.stillpoint.scheduler.Inside;
import dev.stillpoint.scheduler.SchedulerConfig;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.scheduler.carrier.Registers;
import dev.stillpoint.scheduler.fixture.DocumentedRecording;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events are recorded when asked for, and otherwise not. */
class EventsTest {
    private static final String STEAL = "dev.stillpoint.Steal";
    private static final String SPILL = "dev.stillpoint.Spill";
    private static final String SPARE = "dev.stillpoint.Spare";
    private static final String HOME_BLOCKED = "dev.stillpoint.HomeBlocked";
    private static final String HOME_WAIT = "dev.stillpoint.HomeWait";

    /** Releases {@link Pinned}; not in that class, whose fields wait for its initialiser. */
    private static final AtomicBoolean RELEASED = new AtomicBoolean();

    @TempDir
    Path directory;

    @Test
    void steals() throws Exception {
        List<RecordedEvent> events = recorded(new Recording(), STEAL, () -> {
            try (CarrierScheduler scheduler = create(2)) {
                Eventually.holds("something is stolen", () -> {
                    spawn(scheduler);
                    return scheduler.statistics().steals() > 1;
                });
            }
        });

        assertThat(events).isNotEmpty().allSatisfy(event -> {
            assertThat(event.getInt("steals")).isPositive();
            assertThat(event.getInt("tasks")).isGreaterThanOrEqualTo(event.getInt("steals"));
            assertThat(event.getThread().getJavaName()).startsWith("recorded-carrier-");
            assertThat(event.getStackTrace()).isNull();
        });
    }

    @Test
    void spills() throws Exception {
        List<RecordedEvent> events = recorded(new Recording(), SPILL, () -> {
            try (CarrierScheduler scheduler = create(1)) {
                spawn(scheduler);
            }
        });

        assertThat(events).isNotEmpty().allSatisfy(event -> {
            assertThat(event.getInt("spills")).isPositive();
            assertThat(event.getInt("tasks")).isGreaterThan(event.getInt("spills"));
            assertThat(event.getThread().getJavaName()).isEqualTo("recorded-carrier-0");
        });
    }

    @Test
    void sparesThatCameForAThreadThatKeepsItsCarrier() throws Exception {
        List<RecordedEvent> events = recorded(new Recording(), SPARE, () -> {
            try (CarrierScheduler scheduler = create(1, Compensation.defaults())) {
                AtomicBoolean go = new AtomicBoolean();
                scheduler.start(() -> {
                    while (!go.get()) {
                        Thread.onSpinWait();
                    }
                });
                Eventually.ended(scheduler.start(() -> go.set(true)));
            }
        });

        assertThat(events).isNotEmpty().first().satisfies(event -> {
            assertThat(event.getInt("rescues")).isEqualTo(1);
            assertThat(event.getInt("compensations")).isZero();
            assertThat(event.getInt("active")).isEqualTo(2);
            assertThat(event.getThread().getJavaName()).isEqualTo("recorded-watchdog");
        });
    }

    @Test
    void pinnedThreadThatKeepsAReaderFromItsHome() throws Exception {
        long[] pinned = new long[1];
        List<RecordedEvent> events = recorded(new Recording(), HOME_BLOCKED, () -> {
            // No spare comes before the thread that keeps the carrier is there.
            Compensation late = Compensation.defaults().withStuckLimit(Duration.ofMillis(300));
            try (CarrierScheduler scheduler = create(1, late)) {
                Thread reader = scheduler.start(() -> {
                    Registers registers = CurrentCarrier.registers();
                    registers.begin();
                    LockSupport.park();
                    registers.release();
                });
                Eventually.waits(reader);
                Thread keeper = scheduler.start(() -> assertThat(Pinned.DONE).isTrue());
                pinned[0] = keeper.threadId();
                Eventually.holds("it is pinned", () -> keeper.getState() == Thread.State.WAITING, keeper);
                LockSupport.unpark(reader);
                Eventually.holds("the watchdog has noticed", () -> scheduler.statistics().blockedHomes() == 1);
                RELEASED.set(true);
                LockSupport.unpark(keeper);
                Eventually.ended(keeper, reader);
            }
        });

        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.getThread("carrier").getJavaName()).startsWith("recorded-carrier-");
            assertThat(event.getLong("mounted")).isEqualTo(pinned[0]);
            assertThat(event.getBoolean("pinned")).isTrue();
            assertThat(event.getBoolean("inCall")).isFalse();
            assertThat(event.getThread().getJavaName()).isEqualTo("recorded-watchdog");
        });
    }

    /** The command line of the documentation, as {@code jcmd} would run it. */
    @Test
    void documentedCommandEnablesTheEvents() throws Exception {
        assertThat(DocumentedRecording.settingsBy(Path.of("..", "docs", "observing-the-scheduler.md")))
                .containsEntry(STEAL + "#enabled", "true").containsEntry(HOME_WAIT + "#enabled", "true");
    }

    @Test
    void waitOfAReaderForItsHome() throws Exception {
        long[] reader = new long[1];
        List<RecordedEvent> events = recorded(new Recording(), HOME_WAIT, () -> {
            try (CarrierScheduler scheduler = create(1)) {
                reader[0] = Inside.call(scheduler, EventsTest::waitForHome);
            }
        });

        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.getDuration()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
            assertThat(event.getLong("waiting")).isEqualTo(reader[0]);
            assertThat(event.getThread().getJavaName()).isEqualTo("recorded-carrier-0");
        });
    }

    @Test
    void shortWaitsAreNotWorthAnEvent() throws Exception {
        List<RecordedEvent> events = recorded(new Recording(), HOME_WAIT, Duration.ofMinutes(1), () -> {
            try (CarrierScheduler scheduler = create(1)) {
                Inside.call(scheduler, EventsTest::waitForHome);
            }
        });

        assertThat(events).isEmpty();
    }

    @Test
    void nothingIsRecordedThatWasNotAskedFor() throws Exception {
        List<RecordedEvent> events = recorded(new Recording(Configuration.getConfiguration("profile")), null, () -> {
            try (CarrierScheduler scheduler = create(2)) {
                spawn(scheduler);
                Inside.call(scheduler, EventsTest::waitForHome);
            }
        });

        assertThat(events).isEmpty();
    }

    private static CarrierScheduler create(int carriers) {
        return create(carriers, Compensation.none());
    }

    private static CarrierScheduler create(int carriers, Compensation compensation) {
        return CarrierScheduler.create(SchedulerConfig.defaults().withName("recorded").withCarriers(carriers)
                .withQueueCapacity(4).withCompensation(compensation));
    }

    private static void spawn(CarrierScheduler scheduler) {
        Eventually.ended(scheduler.start(() -> {
            for (int i = 0; i < 200; i++) {
                Thread.ofVirtual().start(Thread::yield);
            }
        }));
    }

    /** Parks inside a section until another thread unparks, which then keeps the carrier for 20 ms. */
    private static long waitForHome() {
        Thread self = Thread.currentThread();
        AtomicBoolean go = new AtomicBoolean();
        Registers registers = CurrentCarrier.get().registers();
        registers.begin();
        registers.stamp(1);
        // Made here, so it runs on this carrier or, with two, wherever it likes.
        Thread.ofVirtual().start(() -> {
            go.set(true);
            LockSupport.unpark(self);
            long start = System.nanoTime();
            while (System.nanoTime() - start < 20_000_000) {
                Thread.onSpinWait();
            }
        });
        while (!go.get()) {
            LockSupport.park();
        }
        CurrentCarrier.registers().release();
        return self.threadId();
    }

    private List<RecordedEvent> recorded(Recording recording, String event, Inside.Body body) throws Exception {
        return recorded(recording, event, Duration.ZERO, body);
    }

    private List<RecordedEvent> recorded(Recording recording, String event, Duration threshold, Inside.Body body)
            throws Exception {
        Path file = directory.resolve("recording.jfr");
        try (recording) {
            if (event != null) {
                recording.enable(event).withThreshold(threshold);
            }
            recording.start();
            body.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(read -> read.getEventType().getName().startsWith("dev.stillpoint.")).toList();
    }

    /** A class initialiser pins the thread that runs it. */
    private static final class Pinned {
        static final boolean DONE = wait(RELEASED);

        private static boolean wait(AtomicBoolean released) {
            while (!released.get()) {
                LockSupport.park();
            }
            return true;
        }
    }
}
