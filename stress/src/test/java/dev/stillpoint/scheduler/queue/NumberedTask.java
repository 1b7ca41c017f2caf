package dev.stillpoint.scheduler.queue;

import dev.stillpoint.scheduler.task.Task;
import dev.stillpoint.scheduler.jdk.VirtualThreadAccess;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes tasks that never run and can be told apart by a number, which is the name of their thread. */
final class NumberedTask implements Task.Dispatcher, VirtualThreadAccess {

    private final Thread thread;
    private Task made;

    private NumberedTask(int number) {
        thread = Thread.ofPlatform().name(Integer.toString(number)).unstarted(() -> {
        });
    }

    static Task of(int number) {
        NumberedTask numbered = new NumberedTask(number);
        Task.newThread(numbered, null, () -> {
        });
        return numbered.made;
    }

    static @Nullable Integer number(@Nullable Task task) {
        return task == null ? null : Integer.valueOf(task.thread().getName());
    }

    @Override
    public Thread newThread(Executor scheduler, @Nullable String name, Runnable body) {
        made = (Task) scheduler;
        return thread;
    }

    @Override
    public VirtualThreadAccess access() {
        return this;
    }

    // -- nothing else happens

    @Override
    public @Nullable Thread threadOf(Runnable continuation) {
        return null;
    }

    @Override
    public void setScheduler(Thread child, Executor scheduler) {
    }

    @Override
    public List<Thread> threadsOn(Predicate<Executor> scheduler) {
        return List.of();
    }

    @Override
    public void startPollers() {
    }

    @Override
    public Executor defaultScheduler() {
        return Runnable::run;
    }

    @Override
    public void starting(Task task) {
    }

    @Override
    public void enqueue(Task task) {
    }

    @Override
    public void requeue(Task task, Task.Host host) {
    }

    @Override
    public void ended(Task task) {
    }

    @Override
    public void leaked(Task task, int holds) {
    }

    @Override
    public void failed(Task task, Throwable cause) {
    }
}
