// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.escape.policy.Exemption;
import dev.stillpoint.reclaim.escape.policy.MethodPattern;
import dev.stillpoint.reclaim.escape.policy.ScanPolicy;
import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.report.Finding;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScanPolicyTest {

    private static final ScanPolicy DEFAULTS = ScanPolicy.defaults();
    private static final String BLOCKING = "dev.stillpoint.reclaim.escape.sample.BlockingSamples";
    private static final String SHAPES = "dev.stillpoint.reclaim.escape.sample.ShapeSamples";

    private static List<Finding> scan(ScanPolicy policy) throws Exception {
        Path samples = ForkSamples.directoryOf(ScanPolicyTest.class)
                .resolve("dev/stillpoint/reclaim/escape/sample");
        return EscapeScanner.of(policy).scan(samples);
    }

    private static List<Finding> lost(ScanPolicy policy) throws Exception {
        List<Finding> left = scan(policy);
        return scan(DEFAULTS).stream().filter(finding -> !left.contains(finding)).toList();
    }

    private static List<Finding> gained(ScanPolicy policy) throws Exception {
        List<Finding> before = scan(DEFAULTS);
        return scan(policy).stream().filter(finding -> !before.contains(finding)).toList();
    }

    @Test
    void blockingMethodsCanBeTakenOff() throws Exception {
        assertThat(lost(DEFAULTS.withoutBlocking("java.lang.Thread.sleep")))
                .filteredOn(finding -> finding.className().startsWith(BLOCKING)).hasSize(2).allSatisfy(finding -> {
                    assertThat(finding.kind()).isEqualTo(EscapeKind.BLOCKING_CALL);
                    assertThat(finding.where()).isEqualTo("may wait in Thread.sleep");
                });
    }

    @Test
    void takingOffWhatIsNotThereIsAnError() {
        assertThatThrownBy(() -> DEFAULTS.withoutBlocking("com.example.Ledger.flush"))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("com.example.Ledger.flush")
                .hasMessageContaining("not among the blocking methods");
    }

    @Test
    void blockingMethodsCanBeAdded() throws Exception {
        assertThat(gained(DEFAULTS.withBlocking("java.util.Queue.poll"))).map(Finding::className)
                .containsOnly(BLOCKING + "$InLambda", BLOCKING + "$Timed",
                        "dev.stillpoint.reclaim.escape.sample.rail.RailThreads$PollsInside");
    }

    @Test
    void handoversCanBeAdded() throws Exception {
        assertThat(gained(DEFAULTS.withHandover("java.io.PrintStream.println")))
                .isNotEmpty().allMatch(finding -> finding.kind() == EscapeKind.HANDOVER);
    }

    @Test
    void methodsThatCallLambdasAtOnceCanBeAdded() throws Exception {
        assertThat(lost(DEFAULTS.withAtOnce("java.util.stream.IntStream.generate"))).singleElement()
                .satisfies(finding -> assertThat(finding.className()).endsWith("CaptureSamples$Lazily"));
    }

    @Test
    void viewsCanBeAdded() throws Exception {
        assertThat(gained(DEFAULTS.withView("dev.stillpoint.reclaim.escape.sample.Table$Index"))).singleElement()
                .satisfies(finding -> assertThat(finding.className()).endsWith("BlindSpots$UnmarkedPart"));
    }

    @Test
    void methodsThatCopyCanBeAdded() throws Exception {
        assertThat(lost(DEFAULTS.withCopy("dev.stillpoint.reclaim.escape.sample.Table.firstPage")))
                .isNotEmpty().allSatisfy(finding -> assertThat(finding.what()).contains("version"));
    }

    @Test
    void methodsThatCloseCanBeAdded() throws Exception {
        assertThat(lost(DEFAULTS.withCloser("dev.stillpoint.reclaim.escape.sample.ClosingSamples$Helpers.closeMaybe")))
                .singleElement().satisfies(finding -> assertThat(finding.kind()).isEqualTo(EscapeKind.NOT_CLOSED));
    }

    @Test
    void findingsCanBeExemptByClassAndByPrefix() throws Exception {
        assertThat(lost(DEFAULTS.withExemption(EscapeKind.BLOCKING_CALL, BLOCKING + "$InTry")))
                .hasSize(4).map(Finding::className).containsOnly(BLOCKING + "$InTry");
        assertThat(lost(DEFAULTS.withExemption(EscapeKind.STATIC_FIELD, SHAPES + "*")))
                .isNotEmpty().allMatch(finding -> finding.className().startsWith(SHAPES))
                .allMatch(finding -> finding.kind() == EscapeKind.STATIC_FIELD);
        assertThat(lost(DEFAULTS.withExemption(EscapeKind.BLOCKING_CALL, BLOCKING)))
                .as("nested classes too").hasSizeGreaterThan(10);
    }

    @Test
    void findingsCanBeExemptByMethod() throws Exception {
        List<Finding> all = lost(DEFAULTS.withExemption(EscapeKind.STATIC_FIELD, SHAPES + "*"));
        String method = all.getFirst().method();

        assertThat(lost(DEFAULTS.withExemption(new Exemption(EscapeKind.STATIC_FIELD, SHAPES + "*", method))))
                .isNotEmpty().allMatch(finding -> finding.method().equals(method));
    }

    @Test
    void exemptionsThatCoverNothingAreTold() throws Exception {
        Exemption used = new Exemption(EscapeKind.BLOCKING_CALL, BLOCKING);
        Exemption stale = new Exemption(EscapeKind.BLOCKING_CALL, "com.example.Gone", "read");
        Path samples = ForkSamples.directoryOf(ScanPolicyTest.class)
                .resolve("dev/stillpoint/reclaim/escape/sample");

        assertThat(EscapeScanner.of(DEFAULTS.withExemption(used).withExemption(stale)).examine(samples).stale())
                .containsExactly(stale);
        assertThat(stale).hasToString("BLOCKING_CALL:com.example.Gone#read");
    }

    @Test
    void exemptionsAreReadFromText() {
        assertThat(Exemption.parse("RETURN")).isEqualTo(new Exemption(EscapeKind.RETURN, "*"));
        assertThat(Exemption.parse("RETURN:com.example.*"))
                .isEqualTo(new Exemption(EscapeKind.RETURN, "com.example.*"));
        assertThat(Exemption.parse("RETURN:com.example.Replay#play"))
                .isEqualTo(new Exemption(EscapeKind.RETURN, "com.example.Replay", "play"));
        assertThatThrownBy(() -> Exemption.parse("SLEEP:com.example")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"SLEEP\" is no kind").hasMessageContaining("BLOCKING_CALL");
    }

    @Test
    void patternsAreReadFromText() {
        assertThat(MethodPattern.of("java.lang.Thread.sleep"))
                .isEqualTo(new MethodPattern("java/lang/Thread", false, "sleep", false, MethodPattern.ANY));
        assertThat(MethodPattern.of("=java.util.Map$Entry.set*"))
                .isEqualTo(new MethodPattern("java/util/Map$Entry", true, "set", true, MethodPattern.ANY));
        assertThat(MethodPattern.of("java.lang.Thread.new"))
                .isEqualTo(new MethodPattern("java/lang/Thread", false, "<init>", false, MethodPattern.ANY));
        assertThat(MethodPattern.of("java.util.concurrent.locks.Lock.tryLock/2"))
                .isEqualTo(new MethodPattern("java/util/concurrent/locks/Lock", false, "tryLock", false, 2));
        assertThat(MethodPattern.of("java.util.concurrent.atomic.AtomicReference.*").names("anything")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sleep", ".sleep", "java.lang.Thread.", "java.lang.Thread.sleep/x"})
    void aPatternNeedsAClassAndAMethod(String text) {
        assertThatThrownBy(() -> MethodPattern.of(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names no method");
    }
}
