// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

import dev.stillpoint.scheduler.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A virtual thread with a program: on the simulated carriers, or, as a visitor, on none. */
final class Actor {

    private final Run run;
    private final String name;
    private final Program program;
    private final boolean visits;
    private final List<Actor> children = new ArrayList<>();
    private final Guards guards;
    private @Nullable Section section;
    private @Nullable Thread thread;
    private @Nullable Task task;
    private @Nullable Runnable continuation;
    private @Nullable Step current;
    // between two steps, still mounted; not the same as unmounted
    private boolean paused;

    Actor(Run run, String name, Program program, boolean visits) {
        this.run = run;
        this.name = name;
        this.program = program;
        this.visits = visits;
        guards = visits ? new Guards.OfVisitor(run) : new Guards.OnCarriers(run);
    }

    // -- on the virtual thread

    void play() {
        try {
            for (Step step : program.steps()) {
                turn();
                if (run.isOver()) {
                    return;
                }
                current = step;
                perform(step);
            }
            turn();
        } catch (Violation violation) {
            run.broken(violation);
        }
        current = null;
    }

    /** Others may act. This thread stays mounted: nothing is saved, nothing announced. */
    private void turn() {
        if (run.grantsTurn()) {
            paused = true;
            Thread.yield();
        }
    }

    private void perform(Step step) {
        run.log().note(name, step.toString());
        switch (step) {
            case OPEN -> open();
            case CLOSE -> close();
            case READ -> section().take(run.memory().read(this));
            case USE -> section().useAll();
            case PARK -> {
                LockSupport.park(this);
                checkHome();
            }
            case YIELD -> {
                Thread.yield();
                checkHome();
            }
            case REPLACE -> {
                Element old = run.memory().unlink(this);
                turn();
                run.memory().retire(this, old);
            }
            case REPLACE_BY_COOKIE -> replaceByCookie();
            case FORK -> fork();
            case JOIN -> {
                join();
                checkHome();
            }
        }
    }

    private Section section() {
        Section open = section;
        if (open == null) {
            throw new AssertionError("the program reads outside its sections: " + program);
        }
        return open;
    }

    private void checkHome() {
        if (section != null && run.isStrict() && !run.isOver()) {
            section.checkHome(guards.place());
        }
    }

    private void open() {
        guards.open(this::turn);
        if (section == null) {
            section = new Section(name, guards.place());
            run.sections().add(section);
        }
    }

    private void close() {
        if (guards.count() == 1) {
            sectionEnds();
        }
        guards.close();
    }

    /** The last guard closes, or the thread has ended and others have closed them. */
    void sectionEnds() {
        Section ended = section;
        if (ended != null) {
            section = null;
            ended.close();
            run.sections().remove(ended);
        }
    }

    /** Waits as somebody does who polls: it asks between other things. */
    private void replaceByCookie() {
        Element old = run.memory().unlink(this);
        turn();
        Cookie cookie = run.wanted();
        while (!cookie.isElapsed(run.periods())) {
            if (run.isOver()) {
                return;
            }
            Thread.yield();
        }
        run.memory().free(name, old);
    }

    private void fork() {
        Actor child = run.fork(this);
        if (child != null) {
            children.add(child);
        }
    }

    private void join() {
        for (Actor child : children) {
            try {
                child.thread().join();
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts " + name, e);
            }
        }
    }

    // -- the run's side

    void thread(Thread own) {
        thread = own;
    }

    Thread thread() {
        Thread bound = thread;
        if (bound == null) {
            throw new AssertionError(name + " has no thread yet");
        }
        return bound;
    }

    void task(Task own) {
        task = own;
    }

    @Nullable Task task() {
        return task;
    }

    void continuation(Runnable own) {
        continuation = own;
    }

    @Nullable Runnable continuation() {
        return continuation;
    }

    boolean visits() {
        return visits;
    }

    boolean isPaused() {
        return paused;
    }

    void unpause() {
        paused = false;
    }

    /** Whether it waits to be unparked by somebody; or, while it joins, may be unparked for nothing. */
    boolean isParked() {
        return thread().getState() == Thread.State.WAITING;
    }

    /** Whether nobody but the run itself can unpark it. */
    boolean waitsForTheRun() {
        return current == Step.PARK && isParked();
    }

    boolean isAlive() {
        return thread().isAlive();
    }

    @Override
    public String toString() {
        return name;
    }
}
