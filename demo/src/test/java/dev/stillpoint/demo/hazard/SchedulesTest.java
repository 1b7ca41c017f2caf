// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.hazard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.demo.hazard.HomemadeQsbr.Rule;
import dev.stillpoint.reclaim.memory.NativeBlock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The schedule A-F, and the one in which a guard holder is stolen, by wrong rules and by the right one. */
class SchedulesTest {

    private final StringWriter told = new StringWriter();

    @Test
    void aParkedParentReadsPoisonWhenEveryUnmountIsTakenForQuiescent() throws InterruptedException {
        assertThat(play(new ParkedParent(), homemade(Rule.FORGETS_PARKED_READERS))).isEqualTo(Outcome.POISONED);
    }

    @Test
    void aReaderReadsPoisonWhenGuardHoldersMayMigrate() throws InterruptedException {
        assertThat(play(new StolenParent(), homemade(Rule.LETS_READERS_MIGRATE))).isEqualTo(Outcome.POISONED);
    }

    @Test
    void aParkedParentKeepsItsMemory() throws InterruptedException {
        assertThat(play(new ParkedParent(), LibraryProtection::new)).isEqualTo(Outcome.INTACT);
        assertThat(told.toString()).contains("waits: a reader older").contains("freed, after its last reader");
    }

    @Test
    void aGuardHolderIsNotStolenAndBothReadersKeepTheirMemory() throws InterruptedException {
        assertThat(play(new StolenParent(), LibraryProtection::new)).isEqualTo(Outcome.INTACT);
        assertThat(told.toString()).contains("REFUSED").contains("freed, after its last reader");
    }

    private static Function<NativeBlock, Protection> homemade(Rule rule) {
        return first -> new HomemadeQsbr(rule, Stage.CARRIERS, first);
    }

    private Outcome play(Schedule schedule, Function<NativeBlock, Protection> protection) throws InterruptedException {
        try (Stage stage = new Stage(protection, new PrintWriter(told))) {
            return schedule.play(stage);
        }
    }
}
