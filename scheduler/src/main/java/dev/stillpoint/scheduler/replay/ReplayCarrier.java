// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.replay;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CarrierThread;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.scheduler.jdk.BlockingListener;
import dev.stillpoint.scheduler.task.Task;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A carrier that mounts a task once for each command. It is online only while something is mounted. */
class ReplayCarrier implements Task.Host, BlockingListener, Runnable {

    private final CarrierThread thread;
    private final BlockingQueue<Runnable> commands = new LinkedBlockingQueue<>();
    /** A permit for each step that has ended, with an unmount or a pause: the script looks at {@link #ended}. */
    private final Semaphore control = new Semaphore(0);

    // the mounted thread sets; the script reads after control came back, and clears
    private volatile @Nullable Thread paused;
    // the script counts the steps that it begins; the carrier and the mounted thread read which one they end
    private volatile int begun;
    // the step that has ended last; the carrier or the mounted thread sets it before control comes back
    private volatile int ended;
    // the script sets, the carrier and a paused thread read
    private volatile boolean stopped;

    @SuppressWarnings("this-escape") // the reference goes to a thread that is not started
    ReplayCarrier(String name) {
        thread = new CarrierThread(name, this, this);
    }

    @Override
    public final Carrier carrier() {
        return thread.carrier();
    }

    void start() {
        thread.start();
    }

    // -- the script

    void checkFree() {
        if (paused != null) {
            throw new IllegalStateException(carrier() + " is taken by " + paused);
        }
        if (ended != begun) {
            throw new IllegalStateException(
                    "The step before has not ended on %s: its thread neither unmounts nor pauses".formatted(carrier()));
        }
    }

    void run(Task task, Duration patience) {
        begin();
        commands.add(() -> step(task));
        awaitControl(patience);
    }

    boolean isPaused(Thread candidate) {
        return paused == candidate;
    }

    void resume(Duration patience) {
        begin();
        paused = null;
        awaitControl(patience);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the script writes
    private void begin() {
        begun++;
    }

    void stop() {
        stopped = true;
        commands.add(() -> {
        });
    }

    /** An earlier step, which the script has given up, may end meanwhile: its permit is not this step's. */
    private void awaitControl(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (ended != begun) {
                if (!control.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    throw new IllegalStateException(
                            "The thread on %s neither unmounts nor pauses".formatted(carrier()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The script was interrupted", e);
        }
    }

    // -- the mounted thread

    static void pauseCurrent() {
        CarrierThread current = CurrentCarrier.thread();
        if (current == null || !(current.body() instanceof ReplayCarrier here)) {
            throw new IllegalStateException("pause() is for threads that a replay runs");
        }
        here.pause();
    }

    private void pause() {
        // Once it is seen to pause, the script may begin the next step.
        int step = begun;
        paused = Thread.currentThread();
        end(step);
        while (paused != null) {
            if (stopped) {
                // Nobody will end this pause. Unmount for good, so that the carrier can end.
                LockSupport.park();
            } else {
                // Parking would unmount; a pause must not.
                Thread.onSpinWait();
            }
        }
    }

    private void end(int step) {
        ended = step;
        control.release();
    }

    // -- the carrier

    /** What the carrier's thread runs. By this a mounted thread finds its carrier. */
    @Override
    public final void run() {
        while (!stopped) {
            nextCommand().run();
        }
    }

    private Runnable nextCommand() {
        try {
            return commands.take();
        } catch (InterruptedException meantForAThreadThatWasMountedHere) {
            return () -> {
            };
        }
    }

    private void step(Task task) {
        carrier().goOnline();
        try {
            task.run(this);
        } finally {
            carrier().goOffline();
            end(begun);
        }
    }

    /** A blocking call is part of a step. */
    @Override
    public final boolean blockingBegins() {
        return false;
    }

    @Override
    public final void blockingEnds() {
        // None has begun.
    }
}
