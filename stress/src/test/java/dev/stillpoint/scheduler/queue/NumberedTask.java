// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.queue;

import dev.stillpoint.scheduler.fixture.PlayedParties;
import dev.stillpoint.scheduler.task.Task;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Makes tasks that start, never run, and can be told apart by a number, which is the name of their thread. */
final class NumberedTask extends PlayedParties {

    private final Thread thread;
    private Task made;

    private NumberedTask(int number) {
        thread = Thread.ofPlatform().name(Integer.toString(number)).unstarted(() -> {
        });
    }

    static Task of(int number) {
        NumberedTask numbered = new NumberedTask(number);
        Runnable body = () -> {
        };
        Task.newThread(numbered, null, body);
        // A task knows its thread from the start on.
        numbered.made.execute(body);
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
    public Thread threadOf(Runnable continuation) {
        return thread;
    }
}
