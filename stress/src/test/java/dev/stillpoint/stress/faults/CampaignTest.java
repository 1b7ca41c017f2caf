// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.stress.faults.Campaign.Row;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The harness notices what an error breaks: each scene but the first one is sick in another way. */
class CampaignTest {

    private static final String SICK = "dev.stillpoint.stress.faults.scene.SickScenes";

    private final StringWriter told = new StringWriter();
    private final Campaign campaign = new Campaign(SICK, Duration.ofSeconds(2), false, new PrintWriter(told));

    private Row run(String scene) {
        return campaign.run(scene, Where.CALLER, Mode.ALLOCATION);
    }

    @Test
    void whereNothingIsBrokenErrorsStrikeAndNothingIsWrong() {
        assertThat(campaign.rehearse("healthy")).isTrue();
        Row row = run("healthy");
        assertThat(row.violations()).as(told.toString()).isZero();
        assertThat(row.struck()).isPositive().isEqualTo(row.points());
    }

    @Test
    void theEndOfTheStackIsMovedFrameByFrame() {
        Row row = campaign.run("healthy", Where.CALLER, Mode.STACK_END);
        assertThat(row.violations()).as(told.toString()).isZero();
        assertThat(row.struck()).isGreaterThan(2).isEqualTo(row.points());
    }

    /** The ends of a stack are counted from the caller, so they are others in each scene. */
    @Test
    void sharedPointsAreStruckOnceAndTheEndsOfStacksEachTime() {
        Row first = run("shares");
        assertThat(first.struck()).isPositive().isEqualTo(first.points());
        assertThat(run("shares").struck()).isZero();
        assertThat(run("healthy").struck()).isPositive();
        for (int i = 0; i < 2; i++) {
            Row end = campaign.run("shares", Where.CALLER, Mode.STACK_END);
            assertThat(end.struck()).isPositive().isEqualTo(end.points());
        }
    }

    @Test
    void freeingUnderAReaderIsNoticed() {
        assertThat(campaign.rehearse("frees at once")).isTrue();
        Row row = run("frees at once");
        assertThat(row.violations()).isPositive();
        assertThat(told.toString()).contains("FREED UNDER A READER: first version", "FREED TWICE");
    }

    @Test
    void anOpenSectionIsNoticedWithoutAnyError() {
        assertThat(campaign.rehearse("leaves a section open")).isFalse();
        assertThat(told.toString()).contains("a section was left open");
    }

    @Test
    void whatIsNeverFreedIsNoticed() {
        assertThat(campaign.rehearse("loses what it retires")).isTrue();
        assertThat(run("loses what it retires").violations()).isPositive();
        assertThat(told.toString()).contains("retired was freed 0 times");
    }

    @Test
    void whatHangsIsToldWithItsThreadsAndTheNextSceneHasAStageOfItsOwn() {
        assertThat(run("hangs").violations()).isPositive();
        assertThat(told.toString()).contains("HANG in phase \"operating\"", "scene-caller",
                "Scheduler faulty-scheduler");
        assertThat(campaign.rehearse("healthy")).isTrue();
    }

    @Test
    void anUnparkAtTheStackEndIsSparedAndAStartIsNot() {
        StackTraceElement execute = frame("dev.stillpoint.scheduler.task.Task", "execute");
        StackTraceElement submit = frame("java.lang.VirtualThread", "submitRunContinuation");
        StackTraceElement unpark = frame("java.lang.VirtualThread", "unpark");
        StackTraceElement start = frame("java.lang.VirtualThread", "start");

        assertThat(Exceptions.covers(Mode.CALL, null, new StackTraceElement[] {execute, submit, unpark})).isTrue();
        assertThat(Exceptions.covers(Mode.ALLOCATION, null, new StackTraceElement[] {execute, submit, unpark}))
                .isFalse();
        assertThat(Exceptions.covers(Mode.CALL, null, new StackTraceElement[] {execute, submit, start})).isFalse();
        assertThat(Exceptions.covers(Mode.CALL, null, new StackTraceElement[] {execute})).isFalse();
    }

    private static StackTraceElement frame(String type, String method) {
        return new StackTraceElement(type, method, null, 0);
    }
}
