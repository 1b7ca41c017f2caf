package dev.stillpoint.scheduler.replay;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CarrierThread;
import dev.stillpoint.scheduler.carrier.ContextSwitch;
import dev.stillpoint.scheduler.carrier.Task;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A carrier that mounts what it is told, once. It is online only while something is mounted. */
final class ReplayCarrier {

    private static final Map<Carrier, ReplayCarrier> ALL = new ConcurrentHashMap<>();

    private final Carrier carrier;
    private final ContextSwitch rule;
    private final CarrierThread thread;
    private final BlockingQueue<Runnable> commands = new LinkedBlockingQueue<>();
    /** One permit for each time that control comes back to the script: an unmount or a pause. */
    private final Semaphore control = new Semaphore(0);

    // mounted thread sets, script reads after control came back
    private volatile @Nullable Thread paused;
    // script and carrier
    private volatile boolean stopped;

    ReplayCarrier(String name, ContextSwitch rule) {
        this.rule = rule;
        carrier = new Carrier(name);
        thread = new CarrierThread(carrier, this::carry);
        ALL.put(carrier, this);
    }

    Carrier carrier() {
        return carrier;
    }

    void start() {
        thread.start();
    }

    // -- the script

    void checkFree() {
        if (paused != null) {
            throw new IllegalStateException(carrier + " is taken by " + paused);
        }
    }

    void run(Task task, Duration patience) {
        commands.add(() -> mount(task));
        awaitControl(patience);
    }

    boolean isPaused(Thread candidate) {
        return paused == candidate;
    }

    void resume(Duration patience) {
        paused = null;
        awaitControl(patience);
    }

    void stop() {
        stopped = true;
        commands.add(() -> {
        });
        ALL.remove(carrier);
    }

    private void awaitControl(Duration patience) {
        try {
            if (!control.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("The thread on %s neither unmounts nor pauses".formatted(carrier));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The script was interrupted", e);
        }
    }

    // -- the mounted thread

    static void pauseCurrent() {
        Carrier current = Carrier.current();
        ReplayCarrier here = current == null ? null : ALL.get(current);
        if (here == null) {
            throw new IllegalStateException("pause() is for threads that a replay runs");
        }
        here.pause();
    }

    private void pause() {
        paused = Thread.currentThread();
        control.release();
        while (paused != null) {
            if (stopped) {
                // Nobody ends this pause any more: unmount for good, so that the carrier can end.
                LockSupport.park();
            } else {
                // Parking would unmount; a pause must not.
                Thread.onSpinWait();
            }
        }
    }

    // -- the carrier

    private void carry() {
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

    private void mount(Task task) {
        carrier.goOnline();
        try {
            task.run(carrier, rule);
        } finally {
            carrier.goOffline();
            control.release();
        }
    }
}
