// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.fixture.PlayedRegisters;
import dev.stillpoint.scheduler.queue.PlayedQueues;
import dev.stillpoint.scheduler.queue.PlayedQueues.Inlets;
import dev.stillpoint.scheduler.queue.PlayedQueues.QueuedHost;
import dev.stillpoint.scheduler.task.Task;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A carrier that the run plays. Between two turns a thread may be mounted here, stopped between two of its steps. */
final class SimulatedCarrier implements QueuedHost {

    private final int number;
    private final Carrier carrier;
    private final Inlets inlets;
    private final MountRule rule;
    /** Whose turn it is. */
    private final Supplier<@Nullable Actor> running;
    private @Nullable Actor mounted;

    SimulatedCarrier(int number, PlayedQueues queues, MountRule rule, Supplier<@Nullable Actor> running) {
        this.number = number;
        this.rule = rule;
        this.running = running;
        carrier = PlayedRegisters.carrier("carrier-" + number);
        inlets = queues.newInlets();
    }

    /** Never the same for two carriers of a run, even if one is removed before the other is added. */
    int number() {
        return number;
    }

    @Override
    public Carrier carrier() {
        return carrier;
    }

    @Override
    public Inlets inlets() {
        return inlets;
    }

    @Nullable Actor mounted() {
        return mounted;
    }

    void mounted(@Nullable Actor actor) {
        mounted = actor;
    }

    // -- where a thread only lets others have a turn, it stays mounted

    @Override
    public void mount(Task task) {
        Actor actor = running.get();
        if (actor != null && actor.isPaused()) {
            actor.unpause();
        } else {
            rule.mount(task, this);
        }
    }

    @Override
    public void unmount(Task task) {
        if (!isPause()) {
            rule.unmount(task, this);
        }
    }

    /** Whether the thread that leaves only lets others have a turn. */
    boolean isPause() {
        Actor actor = running.get();
        return actor != null && actor.isPaused();
    }

    void mountAsTheLibrary(Task task) {
        QueuedHost.super.mount(task);
    }

    void unmountAsTheLibrary(Task task) {
        QueuedHost.super.unmount(task);
    }

    @Override
    public String toString() {
        return carrier.name();
    }
}
