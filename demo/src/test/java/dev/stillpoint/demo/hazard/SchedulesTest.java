package dev.stillpoint.demo.hazard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.carrier.ContextSwitch;
import dev.stillpoint.scheduler.replay.WrongSwitches;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** The schedule A-F, and the one in which a guard holder is stolen, by wrong rules and by the right one. */
class SchedulesTest {

    private final StringWriter told = new StringWriter();

    @Test
    void aParkedParentReadsPoisonWhenEveryUnmountIsTakenForQuiescent() throws InterruptedException {
        assertThat(play(new ParkedParent(), WrongSwitches.forgetsParkedReaders())).isEqualTo(Outcome.POISONED);
    }

    @Test
    void aReaderReadsPoisonWhenGuardHoldersMayMigrate() throws InterruptedException {
        assertThat(play(new StolenParent(), WrongSwitches.letsHoldersMigrate())).isEqualTo(Outcome.POISONED);
    }

    @Test
    void aParkedParentKeepsItsMemory() throws InterruptedException {
        assertThat(play(new ParkedParent(), ContextSwitch.HOME)).isEqualTo(Outcome.INTACT);
        assertThat(told.toString()).contains("waits: a reader older").contains("freed, after its last reader");
    }

    @Test
    void aGuardHolderIsNotStolenAndBothReadersKeepTheirMemory() throws InterruptedException {
        assertThat(play(new StolenParent(), ContextSwitch.HOME)).isEqualTo(Outcome.INTACT);
        assertThat(told.toString()).contains("REFUSED").contains("freed, after its last reader");
    }

    private Outcome play(Schedule schedule, ContextSwitch rule) throws InterruptedException {
        try (Stage stage = new Stage(rule, new PrintWriter(told))) {
            return schedule.play(stage);
        }
    }
}
