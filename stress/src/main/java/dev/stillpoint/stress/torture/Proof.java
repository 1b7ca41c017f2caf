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
    /** Each error costs some collections of the whole heap. */
    private static final Duration LIMIT_ON_FULL_HEAP = Duration.ofSeconds(90);
    private static final Duration UNFLAWED_ON_DEMAND = Duration.ofSeconds(6);
    private static final Duration BATCHES_LIVE = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** A twin's grace period takes milliseconds. */
    private static final Duration STARVATION = Duration.ofSeconds(4);
    private static final int CARRIERS = 2;
    private static final int FEW_READERS = 3;
    private static final int READERS = 16;
    private static final int MANY_READERS = 64;

    private final PrintStream out;
    private final long seed;
    private final Set<Knob> demanded;

    /** @param knobs of what is to be tortured: flaws that need another one are left out */
    Proof(PrintStream out, long seed, Set<Knob> knobs) {
        this.out = out;
        this.seed = seed;
        demanded = Knob.onDemand();
        demanded.retainAll(knobs);
    }

    /** Tries the twin with each flaw and with none. */
    boolean run() {
        boolean proven = passes("no flaw", setting(null));
        for (Knob knob : demanded) {
            proven &= passes("no flaw, " + knob, onDemand(knob));
        }
        for (Flaw flaw : Flaw.values()) {
            if (flaw.demands() == null || demanded.contains(flaw.demands())) {
                proven &= isCaught(flaw);
            }
        }
        return proven;
    }

    private boolean passes(String twin, Setting setting) {
        long start = System.nanoTime();
        Judgement judgement = Judgement.of(trial(null, setting).run(), true);
        return tell(start, twin, judgement.verdict() == Verdict.PASS, judgement.toString());
    }

    /** As for the flaws that need the knob. */
    private Setting onDemand(Knob knob) {
        return knob == Knob.STACK_ENDS ? atStackEnds(UNFLAWED_ON_DEMAND) : onFullHeap(UNFLAWED_ON_DEMAND);
    }

    private Setting atStackEnds(Duration duration) {
        return new Setting(seed, CARRIERS, FEW_READERS, EnumSet.of(Knob.STACK_ENDS, Knob.PARKS), false, duration,
                STARVATION);
    }

    private Setting onFullHeap(Duration duration) {
        return new Setting(seed, CARRIERS, FEW_READERS, EnumSet.of(Knob.FULL_HEAP, Knob.PARKS, Knob.SLEEPS), false,
                duration, PATIENCE);
    }

    private boolean isCaught(Flaw flaw) {
        long start = System.nanoTime();
        Evidence evidence = trial(flaw, setting(flaw)).run();
        boolean misread = evidence.misreads() != 0;
        boolean caught = evidence.violation() != null && (flaw.isEither() || misread != flaw.isLiveness());
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
            case TRACKS_SEGMENTS -> new Setting(seed, CARRIERS, FEW_READERS, EnumSet.of(Knob.DEMOTION, Knob.PARKS),
                    false, LIMIT, PATIENCE);
            case FREES_NODES_AT_ONCE, TRUSTS_BUCKETS -> new Setting(seed, CARRIERS, READERS,
                    EnumSet.of(Knob.MAP, Knob.PARKS, Knob.YIELDS), false, LIMIT, PATIENCE);
            case OPEN_AT_STACK_END -> atStackEnds(LIMIT);
            case ENDS_BY_ERRORS -> onFullHeap(LIMIT_ON_FULL_HEAP);
            case LOSES_BATCHES -> onFullHeap(BATCHES_LIVE);
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
        Set<Knob> knobs = Knob.byDefault();
        knobs.removeAll(EnumSet.of(Knob.WAYS, Knob.FORCED, Knob.LONG_READERS, Knob.DEMOTION, Knob.MAP));
        return knobs;
    }

    /** A trial of the twin with this flaw. */
    Trial trial(@Nullable Flaw flaw, Setting setting) {
        World world = flaw == Flaw.HOLDERS_MIGRATE
                ? new StealingCarriers(setting.carriers(), setting.seed())
                : new RealCarriers(setting.carriers());
        Counts<Knob> happened = new Counts<>(Knob.class);
        Subject subject = flaw != null && flaw.isOfMap()
                ? new Product(setting.knobs(), happened, flaw)
                : new Twin(flaw);
        return new Trial(subject, world, setting, happened, new Progress(out));
    }

    /** A trial of the twin with this flaw, as long as it takes in the proof. */
    Trial trial(Flaw flaw) {
        return trial(flaw, setting(flaw));
    }
}
