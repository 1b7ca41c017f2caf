// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.reclaim.grace.Visitors;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One schedule: a world of carriers, threads and memory, and what a seed lets happen in it. Everything happens on the
 * thread that calls {@link #play}, so a seed gives the same schedule each time.
 */
final class Run {

    /*
     * How one thread plays many. A virtual thread runs as a call: Task.run mounts it on the calling thread, and returns
     * when it unmounts. The carriers are objects without threads, whose registers the readers use as they would use
     * those of the carrier under them. So far a turn lasts from a mount to the next unmount. Where others are to act
     * between two steps of a mounted thread, it really unmounts, by a yield, but Mounts leaves out what belongs to
     * an unmount: the registers stay, nobody announces, and the carrier takes no other thread before this one goes on.
     *
     * Half of the seeds let carriers take threads from the scheduler's queues, shrunk to four; in the others any
     * runnable thread may be next, which is more than queues allow.
     *
     * What is not there: weak memory (JCStress and the model have it), blocking calls, monitors, time.
     */

    private static final int MOST_CARRIERS = 3;
    private static final int MOST_THREADS = 4;
    /** Threads that are forked come on top. */
    private static final int MOST_ACTORS = 8;
    private static final int SHORTEST_PROGRAM = 3;
    private static final int LONGEST_PROGRAM = 20;
    private static final int MOST_PAUSES = 4;

    /** Visitors are on another scheduler. */
    private static final Set<Step> OF_OUR_THREADS = EnumSet.of(Step.FORK, Step.JOIN);
    /** A child that waits for a parent's section, in which the parent waits for the child, waits for ever. */
    private static final Set<Step> WAITS = EnumSet.of(Step.REPLACE_BY_COOKIE);

    private final Protocol protocol;
    private final Oracle oracle;
    private final SplittableRandom random;
    private final Log log;
    private final GracePeriods periods;
    private final Memory memory;
    private final Threads threads;
    private final Carriers carriers;
    private final List<Section> sections = new ArrayList<>();
    // whether threads wait in the scheduler's queues, or any runnable thread may be next
    private final boolean queues;
    // others have a turn between two steps once in so many times
    private final int pauseOneIn;
    // the newest grace period that somebody waits for
    private long wanted;
    private boolean over;
    private @Nullable Violation violation;

    Run(Protocol protocol, Oracle oracle, long seed, Log log) {
        this.protocol = protocol;
        this.oracle = oracle;
        this.log = log;
        random = new SplittableRandom(seed);
        periods = new GracePeriods(new Visitors(2));
        memory = new Memory(this);
        threads = new Threads(this);
        carriers = new Carriers(this, 1 + random.nextInt(MOST_CARRIERS));
        queues = random.nextBoolean();
        pauseOneIn = 1 + random.nextInt(MOST_PAUSES);
    }

    /** Plays the schedule to its end. */
    Outcome play() {
        Script script = new Script(this, threads, carriers);
        try {
            startThreads();
            script.play();
            script.settle();
            if (isStrict()) {
                checkThatNothingIsLeft();
            }
        } catch (Violation found) {
            broken(found);
        } catch (RuntimeException | AssertionError thrown) {
            broken(new Violation("a carrier is thrown " + thrown));
        } finally {
            over = true;
            end(script);
        }
        return new Outcome(violation == null ? null : violation.getMessage(), script.moves(), periods.completed(),
                periods.stops(), memory.freed());
    }

    private void end(Script script) {
        try {
            script.endThreads();
        } catch (RuntimeException | AssertionError thrown) {
            broken(new Violation("a carrier is thrown " + thrown));
        } finally {
            carriers.close();
        }
    }

    private void startThreads() {
        int count = 2 + random.nextInt(MOST_THREADS - 1);
        for (int i = 0; i < count; i++) {
            boolean visits = i > 0 && random.nextInt(4) == 0;
            String name = (visits ? "visitor-" : "thread-") + i;
            Program program = visits ? program(OF_OUR_THREADS, false) : program(Set.of(), true);
            threads.start(new Actor(this, name, program, visits));
        }
    }

    private Program program(Set<Step> without, boolean leaks) {
        int length = SHORTEST_PROGRAM + random.nextInt(LONGEST_PROGRAM - SHORTEST_PROGRAM + 1);
        return Program.random(random, length, without, leaks);
    }

    private void checkThatNothingIsLeft() {
        if (memory.unreclaimed() != 0) {
            throw new Violation("%d elements are never freed".formatted(memory.unreclaimed()));
        }
        if (periods.visitors().inside() != 0) {
            throw new Violation("%d visitors are counted and nobody is inside".formatted(periods.visitors().inside()));
        }
        carriers.checkThatNothingIsLeft();
    }

    // -- for actors

    /** Starts a child of {@code parent}, on whose thread this is called. */
    @Nullable Actor fork(Actor parent) {
        if (threads.all().size() == MOST_ACTORS) {
            return null;
        }
        Actor child = new Actor(this, parent + "." + threads.all().size(), program(WAITS, true), false);
        threads.fork(child);
        return child;
    }

    boolean grantsTurn() {
        return !over && random.nextInt(pauseOneIn) == 0;
    }

    /** Begins to wait for a grace period that covers everything unlinked before. */
    Cookie wanted() {
        long number = protocol.cookies().applyAsLong(periods);
        wanted = Math.max(wanted, number);
        return new Cookie(number, isStrict() ? List.copyOf(sections) : List.of());
    }

    long newestWanted() {
        return wanted;
    }

    /** The carrier that the calling thread is mounted on. */
    SimulatedCarrier here() {
        return carriers.here();
    }

    /** The first violation counts; from now on everybody only ends. */
    void broken(Violation found) {
        if (violation == null) {
            violation = found;
            log.note("oracle", "VIOLATION: " + found.getMessage());
        }
        over = true;
    }

    boolean isOver() {
        return over;
    }

    boolean isStrict() {
        return oracle == Oracle.STRICT;
    }

    boolean hasQueues() {
        return queues;
    }

    // -- the parts

    Carriers carriers() {
        return carriers;
    }

    Protocol protocol() {
        return protocol;
    }

    SplittableRandom random() {
        return random;
    }

    Log log() {
        return over ? Log.SILENT : log;
    }

    GracePeriods periods() {
        return periods;
    }

    Memory memory() {
        return memory;
    }

    /** The sections that are open. */
    List<Section> sections() {
        return sections;
    }
}
