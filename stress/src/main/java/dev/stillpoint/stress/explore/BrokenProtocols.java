// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.Registers;
import dev.stillpoint.scheduler.replay.WrongRules;
import dev.stillpoint.scheduler.task.Task;
import dev.stillpoint.stress.explore.SeenCounts.Counts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Twins of the protocol that are wrong in one part. An exploration that does not find out proves nothing. */
final class BrokenProtocols {

    private BrokenProtocols() {
    }

    static List<Protocol> all() {
        return List.of(
                Protocol.LIBRARY.named("every-unmount-is-quiescent").withMounts(BrokenProtocols::forgetsParkedReaders),
                Protocol.LIBRARY.named("holders-migrate").withMounts(BrokenProtocols::letsHoldersMigrate),
                Protocol.LIBRARY.named("wrong-parity")
                        .withCounts(counts -> new Counts(/* even= */ counts.odd(), /* odd= */ counts.even())),
                Protocol.LIBRARY.named("one-parked-reader-overlooked")
                        .withCounts(
                                counts -> new Counts(Math.max(0, counts.even() - 1), Math.max(0, counts.odd() - 1))),
                Protocol.LIBRARY.named("inner-sections-restamp").withSections(innerSectionsRestamp()),
                Protocol.LIBRARY.named("inner-exit-ends-the-section").withSections(innerExitEndsTheSection()),
                Protocol.STEPS.named("stamp-before-hold").withSections(stampBeforeHold()),
                Protocol.LIBRARY.named("cookie-too-early").withCookies(BrokenProtocols::pendingOrNext),
                Protocol.LIBRARY.named("mounts-while-offline").withoutComingOnline());
    }

    private static MountRule forgetsParkedReaders() {
        return new MountRule() {

            @Override
            public void mount(Task task, SimulatedCarrier carrier) {
                WrongRules.rememberOwnHolds(task, carrier);
            }

            @Override
            public void unmount(Task task, SimulatedCarrier carrier) {
                WrongRules.forgetParkedReader(task, carrier);
            }
        };
    }

    private static MountRule letsHoldersMigrate() {
        Map<Task, Carrier> countedOn = new HashMap<>();
        return new MountRule() {

            @Override
            public void mount(Task task, SimulatedCarrier carrier) {
                WrongRules.resumeAnywhere(task, carrier.carrier(), countedOn);
            }

            @Override
            public void unmount(Task task, SimulatedCarrier carrier) {
                WrongRules.parkWithoutAHome(task, carrier.carrier(), countedOn);
            }
        };
    }

    /** Takes a grace period that began before the unlink for one that covers it. */
    private static long pendingOrNext(GracePeriods periods) {
        return periods.isPending() ? periods.requested() : periods.next();
    }

    private static SectionRule innerSectionsRestamp() {
        return (registers, periods, _) -> {
            registers.setHolds(registers.holds() + 1);
            registers.stamp(periods.requested());
        };
    }

    private static SectionRule innerExitEndsTheSection() {
        return new SectionRule() {

            @Override
            public void open(Registers registers, GracePeriods periods, Runnable turn) {
                periods.enter(registers);
            }

            @Override
            public void close(Registers registers) {
                registers.clear();
            }
        };
    }

    /** A stop between the two finds nobody, and the stamp is older than what may happen then. */
    private static SectionRule stampBeforeHold() {
        return (registers, periods, turn) -> {
            if (registers.holds() == 0) {
                registers.stamp(periods.requested());
                turn.run();
            }
            registers.hold();
        };
    }
}
