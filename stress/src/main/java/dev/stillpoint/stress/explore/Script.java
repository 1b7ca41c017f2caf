// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

import dev.stillpoint.scheduler.task.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Who has the next turn: the seed says. */
final class Script {

    /** No schedule of programs this short is this long, unless somebody waits in vain. */
    private static final int MOST_MOVES = 200_000;
    /** When all threads have ended: a few grace periods of a few looks each. */
    private static final int MOST_SETTLING_MOVES = 100;
    /** A round lets each thread run once; a thread ends at its next step. */
    private static final int MOST_ENDING_ROUNDS = 100;
    private static final int MOST_LIKING = 8;

    private final Run run;
    private final Threads threads;
    private final Carriers carriers;
    private final SplittableRandom random;
    /** Each move as often as this run likes it. */
    private final List<Move> hat = new ArrayList<>();
    private int moves;

    Script(Run run, Threads threads, Carriers carriers) {
        this.run = run;
        this.threads = threads;
        this.carriers = carriers;
        random = run.random();
        for (Move move : Move.values()) {
            hat.addAll(Collections.nCopies(liking(move), move));
        }
    }

    /** Some moves are not made at all in some runs, but what everybody waits for is. */
    private int liking(Move move) {
        return switch (move) {
            case RUN -> MOST_LIKING;
            case UNPARK, DRIVE, RECLAIM, DOZE -> 1 + random.nextInt(MOST_LIKING);
            case EXPEDITE, REPLACE_CARRIER, SUBMIT_AGAIN -> random.nextInt(3);
        };
    }

    int moves() {
        return moves;
    }

    /** Until all threads have ended. */
    void play() {
        while (!run.isOver() && threads.isAnyAlive()) {
            if (moves++ == MOST_MOVES) {
                throw new Violation("after %d moves somebody still waits".formatted(MOST_MOVES));
            }
            if (threads.runnable().isEmpty() && threads.all().stream().noneMatch(Actor::waitsForTheRun)) {
                throw new Violation("nobody is runnable, and nobody waits to be unparked from outside");
            }
            make(hat.get(random.nextInt(hat.size())));
        }
    }

    private void make(Move move) {
        switch (move) {
            case RUN -> letRun();
            case UNPARK -> unpark();
            case DRIVE -> drive();
            case RECLAIM -> run.memory().reclaim();
            case EXPEDITE -> expedite();
            case DOZE -> doze();
            case REPLACE_CARRIER -> replaceCarrier();
            case SUBMIT_AGAIN -> submitAgain();
        }
    }

    // -- moves; where there is nobody to make it, nothing happens

    private void letRun() {
        if (run.hasQueues() && random.nextBoolean()) {
            takeFromQueues();
            return;
        }
        Actor actor =
                any(threads.runnable(), candidate -> !run.hasQueues() || candidate.isPaused() || candidate.visits());
        if (actor != null) {
            letRun(actor);
        }
    }

    private void takeFromQueues() {
        SimulatedCarrier carrier = any(carriers.all(), candidate -> candidate.mounted() == null);
        Task task = carrier == null ? null : carriers.next(carrier);
        if (carrier != null && task != null) {
            letRun(threads.actorOf(task), task, carrier);
        }
    }

    private void letRun(Actor actor) {
        Task task = actor.task();
        Runnable continuation = actor.continuation();
        if (continuation != null) {
            threads.taken(actor);
            carriers.turnOfVisitor(actor, continuation);
            return;
        }
        SimulatedCarrier carrier = any(carriers.candidates(actor), _ -> true);
        if (carrier != null && task != null) {
            letRun(actor, task, carrier);
        }
    }

    private void letRun(Actor actor, Task task, SimulatedCarrier carrier) {
        if (!actor.isPaused()) {
            run.log().note(carrier.toString(), "mounts " + actor);
        }
        threads.taken(actor);
        carriers.turn(actor, task, carrier);
        if (carrier.mounted() == null) {
            run.log().note(carrier.toString(), "unmounts " + actor);
        }
    }

    private void unpark() {
        Actor actor = any(threads.all(), Actor::isParked);
        if (actor != null) {
            run.log().note("outside", "unparks " + actor);
            LockSupport.unpark(actor.thread());
        }
    }

    private void drive() {
        long before = run.periods().completed();
        if (before < run.newestWanted()) {
            boolean published = run.periods().isPending();
            carriers.advance(run.newestWanted());
            note(published ? run.periods().completed() > before ? "ends" : "waits in" : "publishes");
        }
    }

    private void note(String what) {
        run.log().note("driver", "%s grace period %d".formatted(what, run.periods().requested()));
    }

    private void expedite() {
        if (run.periods().isPending()) {
            run.periods().expedite(run.periods().requested());
            note("forces from now on");
        }
    }

    private void doze() {
        SimulatedCarrier carrier = any(carriers.all(), candidate -> candidate.mounted() == null);
        if (carrier != null) {
            carriers.doze(carrier);
            run.log().note(carrier.toString(), carrier.carrier().isOnline() ? "comes online" : "goes offline");
        }
    }

    private void replaceCarrier() {
        SimulatedCarrier carrier = any(carriers.all(), this::isNeedless);
        if (carrier != null) {
            run.log().note(carrier.toString(), "ends; another one begins");
            carriers.replace(carrier);
        }
    }

    private boolean isNeedless(SimulatedCarrier carrier) {
        return carrier.mounted() == null && threads.all().stream().map(Actor::task)
                .noneMatch(task -> task != null && task.home() == carrier);
    }

    private void submitAgain() {
        Actor actor = any(threads.all(), candidate -> !candidate.visits() && candidate.isParked());
        if (actor != null) {
            run.log().note("outside", "submits %s again, which is parked".formatted(actor));
            threads.submitAgain(actor);
        }
    }

    private <T> @Nullable T any(List<T> among, Predicate<T> condition) {
        int count = 0;
        for (T candidate : among) {
            count += condition.test(candidate) ? 1 : 0;
        }
        if (count == 0) {
            return null;
        }
        int chosen = random.nextInt(count);
        for (T candidate : among) {
            if (condition.test(candidate) && chosen-- == 0) {
                return candidate;
            }
        }
        throw new AssertionError("a condition that changes");
    }

    // -- the end

    /** All threads have ended: what they have retired is freed without further ado. */
    void settle() {
        for (SimulatedCarrier carrier : carriers.all()) {
            if (carrier.carrier().isOnline()) {
                carrier.carrier().goOffline();
            }
        }
        for (int i = 0; i < MOST_SETTLING_MOVES && !run.isOver() && !run.memory().isIdle(); i++) {
            run.memory().reclaim();
            drive();
        }
    }

    /** After a violation: lets every thread come to its end; those that nobody can run any more are left behind. */
    void endThreads() {
        for (int i = 0; i < MOST_ENDING_ROUNDS && threads.isAnyAlive(); i++) {
            threads.all().stream().filter(Actor::isParked).forEach(actor -> LockSupport.unpark(actor.thread()));
            List.copyOf(threads.runnable()).forEach(this::letRun);
        }
    }
}
