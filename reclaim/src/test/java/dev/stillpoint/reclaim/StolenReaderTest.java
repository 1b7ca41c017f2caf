// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.memory.NativeBlock;
import dev.stillpoint.reclaim.memory.QuarantineAllocator;
import dev.stillpoint.scheduler.replay.BrokenReplays;
import dev.stillpoint.scheduler.replay.MigrationRefusedException;
import dev.stillpoint.scheduler.replay.ReplayScheduler;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What happens to a bystander when a reader that parked is resumed on another carrier: the stolen reader ends its
 * section on a register of the carrier that it has left, on which the bystander is reading.
 */
class StolenReaderTest {

    private final AtomicReference<Byte> seenByParker = new AtomicReference<>();
    private final AtomicReference<Byte> seenByBystander = new AtomicReference<>();
    private ReplayedTable table;
    private Thread parker;
    private Thread bystander;

    @AfterEach
    void close() {
        table.close();
    }

    @Test
    void whenGuardHoldersMigrateABystanderReadsFreedMemory() {
        bothReadersAreInside(BrokenReplays.letsHoldersMigrate(2));
        LockSupport.unpark(parker);
        table.replay.run(parker, 1);

        assertThat(seenByParker.get()).isEqualTo(ReplayedTable.INTACT);
        assertThat(BrokenReplays.holds(table.replay, 0)).as("the bystander's hold was taken from it").isZero();
        assertThat(table.replay.anomalies()).containsExactly("parker ended with 1 open guard(s)");
        table.replay.run(bystander, 0);
        table.replace();
        table.awaitOldVersionFreed();
        LockSupport.unpark(bystander);
        table.replay.run(bystander, 0);

        assertThat(seenByBystander.get()).isEqualTo(QuarantineAllocator.POISON);
    }

    @Test
    void withHomesTheTheftIsRefusedAndTheBystanderReadsIntactMemory() {
        bothReadersAreInside(new ReplayScheduler(2));
        LockSupport.unpark(parker);
        assertThatThrownBy(() -> table.replay.run(parker, 1)).isInstanceOf(MigrationRefusedException.class)
                .hasMessage("parker holds a read guard and resumes on replay-carrier-0 only, not on replay-carrier-1");
        assertThat(seenByParker.get()).as("nothing ran").isNull();

        table.replay.run(bystander, 0);
        table.replay.run(parker, 0);
        assertThat(seenByParker.get()).isEqualTo(ReplayedTable.INTACT);
        table.replace();
        table.assertOldVersionStays();
        LockSupport.unpark(bystander);
        table.replay.run(bystander, 0);

        assertThat(seenByBystander.get()).isEqualTo(ReplayedTable.INTACT);
        table.awaitOldVersionFreed();
        assertThat(table.replay.anomalies()).isEmpty();
    }

    /** The parker is parked inside its section, the bystander mounted inside its own, both at home on carrier 0. */
    private void bothReadersAreInside(ReplayScheduler replay) {
        table = new ReplayedTable(replay);
        parker = table.replay.start("parker", () -> ScopedQsbr.run(() -> {
            NativeBlock taken = table.get();
            LockSupport.park();
            seenByParker.set(ReplayedTable.read(taken));
        }));
        bystander = table.replay.start("bystander", () -> ScopedQsbr.run(() -> {
            NativeBlock taken = table.get();
            ReplayScheduler.pause();
            LockSupport.park();
            seenByBystander.set(ReplayedTable.read(taken));
        }));
        table.replay.run(parker, 0);
        table.replay.run(bystander, 0);
    }
}
