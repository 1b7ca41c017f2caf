// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.StallReport.Cause;
import dev.stillpoint.reclaim.StallReport.Role;
import dev.stillpoint.reclaim.StallReport.Suspect;
import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.reclaim.grace.Laggard;
import dev.stillpoint.scheduler.carrier.Carrier.ParkedReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks at a reclaimer and at the grace period that it waits for, and makes a {@link StallReport} of what it sees. */
final class StallReporter {

    private static final GracePeriods GRACE = GracePeriods.process();

    private final String reclaimer;
    private final ReclaimerThread thread;
    private final Backlog backlog;

    StallReporter(String reclaimer, ReclaimerThread thread, Backlog backlog) {
        this.reclaimer = reclaimer;
        this.thread = thread;
        this.backlog = backlog;
    }

    /** What can be seen now. Any thread. */
    StallReport report(Duration duration) {
        ReclaimerState state = thread.state();
        boolean pending = GRACE.isPending();
        Duration age = pending ? Duration.ofNanos(System.nanoTime() - GRACE.started()) : Duration.ZERO;
        return new StallReport(reclaimer, cause(state), duration, state, GRACE.requested(), age, suspects(state),
                GRACE.visitors().inside(), backlog.bytes(), backlog.objects());
    }

    private static Cause cause(ReclaimerState state) {
        return switch (state) {
            case WAITING_FOR_GRACE_PERIOD -> Cause.READERS;
            case FREEING -> Cause.CALLBACK;
            case WAITING_FOR_EXECUTOR -> Cause.EXECUTOR;
            case IDLE, ENDED -> Cause.RECLAIMER;
        };
    }

    private List<Suspect> suspects(ReclaimerState state) {
        List<Suspect> suspects = new ArrayList<>();
        if (state == ReclaimerState.WAITING_FOR_GRACE_PERIOD) {
            GRACE.laggards().forEach(laggard -> addReaders(laggard, suspects));
            GRACE.visitingLaggards().forEach(visitor -> suspects.add(new Suspect(Role.READS, null,
                    nameOf(visitor.thread()), visitor.holds(), visitor.since(),
                    List.of(visitor.thread().getStackTrace()))));
        }
        Thread freer = thread.freer();
        if (state == ReclaimerState.FREEING && freer != null) {
            suspects.add(new Suspect(Role.FREES, null, nameOf(freer), 0, 0, List.of(freer.getStackTrace())));
        }
        return List.copyOf(suspects);
    }

    private static void addReaders(Laggard laggard, List<Suspect> suspects) {
        Thread mounted = laggard.mounted();
        if (mounted != null) {
            Role role = laggard.holds() == 0 ? Role.RUNS : Role.READS;
            suspects.add(new Suspect(role, laggard.carrier(), nameOf(mounted), laggard.holds(), laggard.since(),
                    List.of(mounted.getStackTrace())));
        }
        for (ParkedReader reader : laggard.parked()) {
            suspects.add(new Suspect(Role.PARKED, laggard.carrier(), nameOf(reader.thread()), reader.holds(),
                    reader.since(), List.of(reader.thread().getStackTrace())));
        }
    }

    private static String nameOf(Thread thread) {
        return "#%d \"%s\"".formatted(thread.threadId(), thread.getName());
    }
}
