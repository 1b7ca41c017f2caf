// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import dev.stillpoint.stress.Verdict;
import java.io.PrintStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Proves the detector: it must notice each flaw of a broken twin within its time, and find none in the twin that has
 * none.
 */
final class Proof {

    private static final Duration UNFLAWED = Duration.ofSeconds(2);
    /** Most are noticed within a thirtieth of it, also on a busy machine. */
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration ORPHANS_LIVE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** A twin's grace period takes milliseconds. */
    private static final Duration STARVATION = Duration.ofSeconds(3);
    private static final int CARRIERS = 2;
    private static final int FEW_READERS = 3;
    private static final int READERS = 16;
    private static final int MANY_READERS = 64;

    private final PrintStream out;
    private final long seed;

    Proof(PrintStream out, long seed) {
        this.out = out;
        this.seed = seed;
    }

    /** Tries the twin with each flaw and with none. */
    boolean run() {
        boolean proven = passes();
        for (Flaw flaw : Flaw.values()) {
            proven &= isCaught(flaw);
        }
        return proven;
    }

    private boolean passes() {
        long start = System.nanoTime();
        Judgement judgement = Judgement.of(trial(null, setting(null)).run(), true);
        return tell(start, "no flaw", judgement.verdict() == Verdict.PASS, judgement.toString());
    }

    private boolean isCaught(Flaw flaw) {
        long start = System.nanoTime();
        Evidence evidence = trial(flaw, setting(flaw)).run();
        boolean misread = evidence.misreads() != 0;
        boolean caught = evidence.violation() != null && misread != flaw.isLiveness();
        return tell(start, flaw.toString(), caught, Judgement.of(evidence, true).toString());
    }

    private boolean tell(long start, String twin, boolean asExpected, String judgement) {
        out.printf("proof: %-50s %s in %.1f s; %s%n", twin, asExpected ? "as expected" : "UNEXPECTED",
                (System.nanoTime() - start) / 1e9, judgement);
        return asExpected;
    }

    private Setting setting(@Nullable Flaw flaw) {
        return switch (flaw) {
            case null -> new Setting(seed, CARRIERS, READERS, knobs(), false, UNFLAWED, PATIENCE);
            case ORPHANS_BAGS -> new Setting(seed, CARRIERS, READERS, knobs(), false, ORPHANS_LIVE, PATIENCE);
            case ONE_COUNTER ->
                    new Setting(seed, CARRIERS, MANY_READERS, EnumSet.of(Knob.PARKS), false, LIMIT, STARVATION);
            case IGNORES_HOLDS -> new Setting(seed, CARRIERS, FEW_READERS,
                    EnumSet.of(Knob.COMPUTES, Knob.YIELDS, Knob.BUSY), false, LIMIT, PATIENCE);
            // Else another old reader is parked there nearly always.
            case NO_COMEBACKS ->
                    new Setting(seed, CARRIERS, FEW_READERS, EnumSet.of(Knob.PARKS, Knob.COMPUTES), false, LIMIT,
                            PATIENCE);
            // The script lets threads go on that yield. These end soon, and with them what they hold on the wrong
            // carrier: else it would hold everything up instead.
            case HOLDERS_MIGRATE ->
                    new Setting(seed, CARRIERS, 0, EnumSet.of(Knob.YIELDS, Knob.NESTED, Knob.CHURN), false,
                            LIMIT, PATIENCE);
            default -> new Setting(seed, CARRIERS, READERS, knobs(), false, LIMIT, PATIENCE);
        };
    }

    /** A twin has one way of waiting and always forces; long readers would only make it slow. */
    private static Set<Knob> knobs() {
        return EnumSet.complementOf(EnumSet.of(Knob.WAYS, Knob.FORCED, Knob.LONG_READERS));
    }

    /** A trial of the twin with this flaw. */
    Trial trial(@Nullable Flaw flaw, Setting setting) {
        World world = flaw == Flaw.HOLDERS_MIGRATE
                ? new StealingCarriers(setting.carriers(), setting.seed())
                : new RealCarriers(setting.carriers());
        return new Trial(new Twin(flaw), world, setting, new Counts<>(Knob.class), new Progress(out));
    }

    /** A trial of the twin with this flaw, as long as it takes in the proof. */
    Trial trial(Flaw flaw) {
        return trial(flaw, setting(flaw));
    }
}
