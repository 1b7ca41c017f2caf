package dev.stillpoint.stress.explore;

import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.scheduler.carrier.Registers;
import dev.stillpoint.scheduler.replay.WrongSwitches;
import java.util.List;

/** Twins of the protocol that are wrong in one part. An exploration that does not find out proves nothing. */
final class BrokenProtocols {

    private BrokenProtocols() {
    }

    static List<Protocol> all() {
        return List.of(
                Protocol.LIBRARY.named("every-unmount-is-quiescent").withSwitches(WrongSwitches::forgetsParkedReaders),
                Protocol.LIBRARY.named("holders-migrate").withSwitches(WrongSwitches::letsHoldersMigrate),
                Protocol.LIBRARY.named("wrong-parity").withQuiescence((carrier, period) -> carrier.parked(period) == 0),
                Protocol.LIBRARY.named("one-parked-reader-overlooked")
                        .withQuiescence((carrier, period) -> carrier.parked(period - 1) <= 1),
                Protocol.LIBRARY.named("inner-sections-restamp").withSections(innerSectionsRestamp()),
                Protocol.LIBRARY.named("inner-exit-ends-the-section").withSections(innerExitEndsTheSection()),
                Protocol.STEPS.named("stamp-before-hold").withSections(stampBeforeHold()),
                Protocol.LIBRARY.named("cookie-too-early").withCookies(BrokenProtocols::pendingOrNext),
                Protocol.LIBRARY.named("mounts-while-offline").withoutComingOnline());
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
