// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.BacklogLimits.WhenFull;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.OpenReader;
import dev.stillpoint.reclaim.support.ThreadKind;
import dev.stillpoint.scheduler.fixture.Descriptions;
import dev.stillpoint.scheduler.fixture.DocumentedRecording;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reclaimer shows to Flight Recorder and to management tools. */
class ReclaimerObservedTest {

    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    @Test
    void everythingThatHappensIsInARecording(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            for (String event : List.of("GracePeriod", "Reclaim", "Backlog", "Stall", "LongReadSection")) {
                recording.enable("dev.stillpoint." + event);
            }
            recording.start();
            haveEverythingHappen();
            recording.dump(file);
        }

        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        RecordedEvent gracePeriod = first(events, "GracePeriod");
        assertThat(gracePeriod.getLong("number")).isPositive();
        assertThat(gracePeriod.getDuration("length")).isPositive();
        RecordedEvent reclaim = events.stream().filter(event -> event.getEventType().getName().equals(
                "dev.stillpoint.Reclaim") && event.getString("reclaimer").equals("recorded")).findFirst().orElseThrow();
        assertThat(reclaim.getInt("objects")).isEqualTo(1);
        assertThat(reclaim.getLong("bytes")).isEqualTo(777);
        RecordedEvent backlog = first(events, "Backlog");
        assertThat(backlog.getString("pressure")).isEqualTo("FULL");
        assertThat(backlog.getLong("bytes")).isEqualTo(777);
        // On a busy machine the reclaimer's own thread may have stood before.
        RecordedEvent stall = events.stream().filter(event -> event.getEventType().getName().equals(
                "dev.stillpoint.Stall") && event.getString("cause").equals("READERS")).findFirst().orElseThrow();
        assertThat(stall.getString("report")).contains("recorded is stalled");
        RecordedEvent section = first(events, "LongReadSection");
        assertThat(section.getDuration("lasted")).isPositive();
        assertThat(section.getString("reader")).startsWith("#");
    }

    private static void haveEverythingHappen() throws InterruptedException {
        AtomicReference<StallReport> heard = new AtomicReference<>();
        ReclaimerListener listener = new ReclaimerListener() {

            @Override
            public void stalled(StallReport report) {
                if (report.cause() == StallReport.Cause.READERS) {
                    heard.set(report);
                }
            }
        };
        ReclaimerConfig config = ReclaimerConfig.defaults().withName("recorded").withListener(listener)
                .withStallAfter(Duration.ofMillis(20))
                .withLimits(BacklogLimits.defaults().withFull(100, 100, WhenFull.THROW));
        try (Reclaimer reclaimer = Reclaimer.create(config);
                OpenReader reader = OpenReader.on(ThreadKind.CARRIER)) {
            reclaimer.retire(() -> {
            }, 777);
            Await.until("the stall is reported", () -> heard.get() != null);
            reader.leave();
        }
    }

    private static RecordedEvent first(List<RecordedEvent> events, String name) {
        return events.stream().filter(event -> event.getEventType().getName().equals("dev.stillpoint." + name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no event " + name));
    }

    @Test
    void eventsAreOffUnlessSomebodyAsks(@TempDir Path directory) throws IOException, InterruptedException {
        Path file = directory.resolve("recording.jfr");
        try (Recording recording = new Recording(); Reclaimer reclaimer = Reclaimer.create()) {
            recording.start();
            reclaimer.barrier();
            // The event of the first batch comes before the second one is freed.
            reclaimer.barrier();
            recording.dump(file);
        }
        assertThat(RecordingFile.readAllEvents(file))
                .noneMatch(event -> event.getEventType().getName().startsWith("dev.stillpoint."));
    }

    /** The command line of the documentation, as {@code jcmd} would run it. */
    @Test
    void documentedCommandEnablesTheEvents() throws Exception {
        assertThat(DocumentedRecording.settingsBy(Path.of("..", "docs", "observing-reclamation.md")))
                .containsEntry("dev.stillpoint.GracePeriod#enabled", "true")
                .containsEntry("dev.stillpoint.Stall#enabled", "true");
    }

    @Test
    void managementToolsSeeItWhileItLives() throws Exception {
        ObjectName name = nameOf(ObjectName.quote("managed \"one\", two=2"));
        try (Reclaimer reclaimer = Reclaimer.create(ReclaimerConfig.defaults().withName("managed \"one\", two=2"))) {
            Await.until("the bean is registered", () -> SERVER.isRegistered(name));
            ReclaimerMXBean bean = JMX.newMXBeanProxy(SERVER, name, ReclaimerMXBean.class);
            reclaimer.retire(() -> {
            }, 5);
            reclaimer.retire(() -> {
                throw new IllegalStateException("expected by the test");
            }, 5);
            reclaimer.barrier();
            Await.until("it is idle", () -> bean.getState() == ReclaimerState.IDLE);
            assertThat(SERVER.getAttribute(name, "State")).as("what tools that know no class of ours get")
                    .isEqualTo("IDLE");

            assertThat(bean.getRetiredObjects()).isEqualTo(3);
            assertThat(bean.getReclaimedObjects()).isEqualTo(3);
            assertThat(bean.getFailedObjects()).isEqualTo(1);
            assertThat(bean.getUnreclaimedObjects()).isZero();
            assertThat(bean.getUnreclaimedBytes()).isZero();
            assertThat(bean.getPeakUnreclaimedBytes()).isBetween(5L, 10L);
            assertThat(bean.getGracePeriods()).isPositive();
            assertThat(bean.getForcedStops()).isNotNegative();
            assertThat(bean.report()).contains("managed \"one\", two=2");
            assertThat(Descriptions.missingIn(SERVER.getMBeanInfo(name))).isEmpty();
        }
        assertThat(SERVER.isRegistered(name)).isFalse();
    }

    @Test
    void twoOfTheSameNameAreBothSeen() throws Exception {
        try (Reclaimer first = Reclaimer.create(ReclaimerConfig.defaults().withName("twin"));
                Reclaimer second = Reclaimer.create(ReclaimerConfig.defaults().withName("twin"))) {
            assertThat(first).isNotSameAs(second);
            ObjectName plain = nameOf("twin");
            ObjectName numbered = nameOf("twin#2");
            Await.until("both beans are registered",
                    () -> SERVER.isRegistered(plain) && SERVER.isRegistered(numbered));
        }
    }

    private static ObjectName nameOf(String written) throws MalformedObjectNameException {
        return new ObjectName("dev.stillpoint:type=Reclaimer,name=" + written);
    }
}
