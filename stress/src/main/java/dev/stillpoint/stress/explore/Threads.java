// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

import dev.stillpoint.scheduler.jdk.JdkAccess;
import dev.stillpoint.scheduler.jdk.VirtualThreadAccess;
import dev.stillpoint.scheduler.task.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The actors of a run, and those of them that are runnable, in the order in which they became so. */
final class Threads implements Task.Dispatcher {

    private final Run run;
    private final RememberingAccess access = new RememberingAccess(JdkAccess.get());
    private final List<Actor> all = new ArrayList<>();
    // for look-ups only: its order is not that of the seed
    private final Map<Thread, Actor> byThread = new HashMap<>();
    private final List<Actor> runnable = new ArrayList<>();

    Threads(Run run) {
        this.run = run;
    }

    // -- starting

    void start(Actor actor) {
        if (actor.visits()) {
            startVisitor(actor);
        } else {
            start(actor, Task.newThread(this, actor.toString(), actor::play));
        }
    }

    /** On the virtual thread that is the parent. */
    void fork(Actor actor) {
        start(actor, Thread.ofVirtual().name(actor.toString()).unstarted(actor::play));
    }

    private void startVisitor(Actor actor) {
        start(actor, access.newThread(continuation -> {
            actor.continuation(continuation);
            queue(actor);
        }, actor.toString(), actor::play));
    }

    private void start(Actor actor, Thread thread) {
        actor.thread(thread);
        all.add(actor);
        byThread.put(thread, actor);
        thread.start();
    }

    // -- looking

    List<Actor> all() {
        return all;
    }

    List<Actor> runnable() {
        return runnable;
    }

    void taken(Actor actor) {
        if (!runnable.remove(actor)) {
            throw new Violation("%s runs and was not runnable".formatted(actor));
        }
    }

    boolean isAnyAlive() {
        return all.stream().anyMatch(Actor::isAlive);
    }

    /** Submits a thread again, which is not runnable: nothing may come of it but a run of no steps. */
    void submitAgain(Actor actor) {
        Runnable continuation = access.continuationOf(actor.thread());
        Task task = actor.task();
        if (continuation != null && task != null) {
            task.execute(continuation);
        }
    }

    // -- what tasks say

    @Override
    public void enqueue(Task task) {
        Actor actor = actorOf(task);
        actor.task(task);
        queue(actor);
        if (run.hasQueues() && !actor.isPaused() && !run.isOver()) {
            run.carriers().enqueue(task);
        }
    }

    private void queue(Actor actor) {
        if (runnable.contains(actor)) {
            run.broken(new Violation("%s is queued twice".formatted(actor)));
        }
        runnable.add(actor);
    }

    @Override
    public void requeue(Task task, Task.Host host) {
        enqueue(task);
    }

    @Override
    public VirtualThreadAccess access() {
        return access;
    }

    @Override
    public void starting(Task task) {
    }

    @Override
    public void ended(Task task) {
    }

    @Override
    public void leaked(Task task, int holds) {
        Actor actor = actorOf(task);
        run.log().note(actor.toString(), "has ended with %d open guard(s)".formatted(holds));
        actor.sectionEnds();
    }

    @Override
    public void failed(Task task, Throwable cause) {
        run.broken(new Violation("%s: %s".formatted(task, cause)));
    }

    Actor actorOf(Task task) {
        @Nullable Actor actor = byThread.get(task.thread());
        if (actor == null) {
            throw new AssertionError("an unknown thread: " + task.thread());
        }
        return actor;
    }
}
