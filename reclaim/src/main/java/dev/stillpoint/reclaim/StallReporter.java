// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.StallReport.Cause;
import dev.stillpoint.reclaim.StallReport.Role;
import dev.stillpoint.reclaim.StallReport.Suspect;
import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.reclaim.grace.Laggard;
import dev.stillpoint.scheduler.carrier.Carrier.ParkedReader;
import dev.stillpoint.scheduler.carrier.Handshake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks at a reclaimer and at the grace period that it waits for, and makes a {@link StallReport} of what it sees. */
final class StallReporter {

    private static final GracePeriods GRACE = GracePeriods.process();

    private final String reclaimer;
    private final Duration stallAfter;
    private final ReclaimerProgress progress;
    private final Standstill standstill;
    private final Backlog backlog;
    private final Demoter demoter;

    StallReporter(ReclaimerConfig config, ReclaimerProgress progress, Standstill standstill, Backlog backlog,
            Demoter demoter) {
        reclaimer = config.name();
        // Whoever wants no reports of stalls may still ask whether there is one.
        stallAfter = config.stallAfter().equals(ReclaimerConfig.NEVER)
                ? ReclaimerConfig.DEFAULT_STALL_AFTER
                : config.stallAfter();
        this.progress = progress;
        this.standstill = standstill;
        this.backlog = backlog;
        this.demoter = demoter;
    }

    /** What can be seen now. Any thread. */
    StallReport report() {
        long now = System.nanoTime();
        ReclaimerState state = progress.state();
        Duration duration = Duration.ofNanos(Math.max(0, now - standstill.since(now)));
        boolean pending = GRACE.isPending();
        Duration age = pending ? Duration.ofNanos(Math.max(0, now - GRACE.started())) : Duration.ZERO;
        boolean stalled = duration.compareTo(stallAfter) >= 0;
        DemotionStatistics demoted = demoter.statistics();
        return new StallReport(reclaimer, stalled, cause(state, pending), duration, state, GRACE.requested(), age,
                suspects(state), GRACE.visitors().inside(), backlog.bytes(), backlog.objects(),
                demoted.collectedBytes(), demoted.heldBytes());
    }

    /** What a reclaimer in this state waits for. Any thread; takes no lock. */
    Cause cause(ReclaimerState state) {
        return cause(state, GRACE.isPending());
    }

    private Cause cause(ReclaimerState state, boolean pending) {
        return switch (state) {
            case WAITING_FOR_GRACE_PERIOD ->
                    pending ? Cause.READERS : progress.freer() != null ? Cause.CALLBACK : Cause.RECLAIMER;
            case FREEING -> Cause.CALLBACK;
            case WAITING_FOR_EXECUTOR -> Cause.EXECUTOR;
            case WAITING_FOR_WRITER -> Cause.WRITER;
            case WAITING_FOR_IO -> Cause.IO;
            case IDLE -> backlog.objects() == 0 ? Cause.NOTHING : Cause.RECLAIMER;
            case ENDED -> Cause.NOTHING;
        };
    }

    private List<Suspect> suspects(ReclaimerState state) {
        List<Suspect> suspects = new ArrayList<>();
        if (state == ReclaimerState.WAITING_FOR_GRACE_PERIOD) {
            GRACE.laggards().forEach(laggard -> addThreadsOf(laggard, suspects));
            GRACE.visitingLaggards().forEach(visitor -> suspects.add(new Suspect(Role.READS, null,
                    nameOf(visitor.thread()), visitor.holds(), visitor.since(),
                    stackOf(visitor.thread()), demoter.heldBytes(visitor.since()))));
        }
        Thread freer = progress.freer();
        if (freer != null) {
            suspects.add(new Suspect(Role.FREES, null, nameOf(freer), 0, 0, stackOf(freer)));
        }
        return List.copyOf(suspects);
    }

    private void addThreadsOf(Laggard laggard, List<Suspect> suspects) {
        boolean homeIsWanted = laggard.parked().stream().anyMatch(StallReporter::isRunnable);
        Thread mounted = homeIsWanted ? laggard.mountedLast() : laggard.mounted();
        if (mounted != null) {
            Role role = laggard.holds() != 0 ? Role.READS : homeIsWanted ? Role.KEEPS_HOME : Role.RUNS;
            suspects.add(new Suspect(role, laggard.carrier(), nameOf(mounted), laggard.holds(), laggard.since(),
                    stackOf(mounted),
                    laggard.holds() == 0 ? 0 : demoter.heldBytes(laggard.since())));
        }
        for (ParkedReader reader : laggard.parked()) {
            suspects.add(new Suspect(isRunnable(reader) ? Role.WAITS_FOR_HOME : Role.PARKED, laggard.carrier(),
                    nameOf(reader.thread()), reader.holds(), reader.since(),
                    stackOf(reader.thread()), demoter.heldBytes(reader.since())));
        }
    }

    /** Whether the reader waits for nothing any more but for its carrier. */
    private static boolean isRunnable(ParkedReader reader) {
        return reader.thread().getState() == Thread.State.RUNNABLE;
    }

    private static String nameOf(Thread thread) {
        return "#%d \"%s\"".formatted(thread.threadId(), thread.getName());
    }

    private static List<StackTraceElement> stackOf(Thread thread) {
        return List.of(Handshake.stackOf(thread));
    }
}
