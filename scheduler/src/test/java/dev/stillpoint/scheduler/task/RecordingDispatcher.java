// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.task;

import dev.stillpoint.scheduler.jdk.VirtualThreadAccess;
import java.util.ArrayList;
import java.util.List;

/** Dispatches nothing: writes down what tasks tell it, in order. One thread at a time. */
public final class RecordingDispatcher implements Task.Dispatcher {
    final List<String> heard = new ArrayList<>();
    final List<Task> enqueued = new ArrayList<>();
    private final RecordingAccess access;
    private Runnable onStarting = () -> {
    };
    private Runnable onEnqueue = () -> {
    };
    private Runnable onReport = () -> {
    };

    RecordingDispatcher() {
        this(new RecordingAccess());
    }

    RecordingDispatcher(RecordingAccess access) {
        this.access = access;
    }

    /** A task that takes {@code thread} for its own: a running thread is alive, an unstarted one has ended. */
    Task taskOf(Thread thread) {
        return access.taskOf(thread, this);
    }

    /** Tasks that are told apart by identity and never run. */
    public static Task[] tasks(int count) {
        RecordingDispatcher dispatcher = new RecordingDispatcher();
        Thread nobody = new Thread(() -> {
        });
        Task[] tasks = new Task[count];
        for (int i = 0; i < count; i++) {
            tasks[i] = dispatcher.taskOf(nobody);
        }
        return tasks;
    }

    /** Throws, or does something else, while a task starts. */
    void onStarting(Runnable action) {
        onStarting = action;
    }

    /** Throws, or does something else, while a task is enqueued. */
    void onEnqueue(Runnable action) {
        onEnqueue = action;
    }

    /** Throws, or does something else, while a failure or a leak is reported. */
    void onReport(Runnable action) {
        onReport = action;
    }

    int timesHeard(String event) {
        return (int) heard.stream().filter(event::equals).count();
    }

    @Override
    public void starting(Task task) {
        onStarting.run();
        heard.add("starting");
    }

    @Override
    public void enqueue(Task task) {
        onEnqueue.run();
        enqueued.add(task);
        heard.add("enqueue");
    }

    @Override
    public void requeue(Task task, Task.Host host) {
        heard.add("requeue on " + host.carrier());
    }

    @Override
    public void postpone(Task task) {
        heard.add("postpone");
    }

    @Override
    public VirtualThreadAccess access() {
        return access;
    }

    @Override
    public void ended(Task task) {
        heard.add("ended");
    }

    @Override
    public void leaked(Task task, int holds) {
        onReport.run();
        heard.add("leaked " + holds);
    }

    @Override
    public void failed(Task task, Throwable cause) {
        onReport.run();
        heard.add("failed: " + cause.getMessage());
    }
}
