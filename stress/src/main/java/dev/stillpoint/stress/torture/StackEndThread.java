// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * A thread that does something at the end of its stack, and in between the same as everybody: what an overflow has left
 * behind would show then.
 *
 * <p>A virtual thread that starts or unparks another one at the end of its stack may stay pinned for good, on the JDK's
 * scheduler too: {@code Continuation.pin()} found room and {@code unpin()} did not. It keeps the home of all that read
 * there until it ends. So on carriers others dive, each of them a few times, and what waits for readers is left to this
 * thread, which does not dive.
 */
abstract class StackEndThread implements Runnable {

    private static final long PAUSE_NANOS = 1_000_000;
    private static final int DIVES_OF_A_THREAD = 16;
    /** The JDK's list of threads needs these when it grows. */
    private static final List<String> SELDOM_USED = Stream
            .of("TreeBin", "TreeNode", "ForwardingNode", "ReservationNode")
            .map("java.util.concurrent.ConcurrentHashMap$"::concat).toList();

    private final Scene scene;
    private final RandomGenerator random;
    // on carriers: who dives, or did last, or at first one that never starts; this thread only
    private Thread diver = Thread.ofVirtual().unstarted(() -> {
    });

    StackEndThread(Scene scene, RandomGenerator random) {
        this.scene = scene;
        this.random = random;
    }

    /** What is linked or initialised at the end of a stack fails there, and then for ever; so it is done here. */
    static void rehearse() {
        for (String name : SELDOM_USED) {
            try {
                Class.forName(name);
            } catch (ClassNotFoundException e) {
                throw new AssertionError("Not in this JDK", e);
            }
        }
    }

    @Override
    public final void run() {
        rehearse();
        prepare();
        List<StackEnd> ends = acts().stream().peek(Runnable::run).map(StackEnd::new).toList();
        actNormally();
        Runnable round = () -> {
            if (scene.episode().has(Knob.STACK_ENDS)) {
                prepare();
                StackEnd end = ends.get(random.nextInt(ends.size()));
                scene.happened().count(Knob.STACK_ENDS, end.visit(random.nextInt(StackEnd.OFFSETS)));
            }
            actNormally();
            LockSupport.parkNanos(PAUSE_NANOS);
        };
        Runnable rounds = () -> {
            for (int i = 0; i < DIVES_OF_A_THREAD && isWanted(); i++) {
                scene.survive(round);
            }
        };
        Runnable start = () -> diver = scene.world().start(scene.watched(rounds));
        Runnable join = () -> Joins.join(diver);
        Runnable wait = this::waitForReaders;
        while (isWanted()) {
            if (Thread.currentThread().isVirtual()) {
                scene.survive(start);
                while (diver.isAlive()) {
                    scene.survive(join);
                }
            } else {
                rounds.run();
            }
            scene.survive(wait);
        }
    }

    Scene scene() {
        return scene;
    }

    RandomGenerator random() {
        return random;
    }

    boolean isWanted() {
        return !scene.isOver();
    }

    /** What is done at the end of the stack: one of them in each dive. */
    abstract List<Runnable> acts();

    /**
     * Whether it may park at the end of its stack. JDK 25.0.3 crashes when a virtual thread does, on its own scheduler
     * too: the frames below come back one by one, and one of them finds no room.
     */
    static boolean mayPark() {
        return !Thread.currentThread().isVirtual();
    }

    /** Before a dive, with stack to spare. */
    void prepare() {
        // Most need nothing.
    }

    /** Between two dives. It must not wait for readers: this thread may be pinned and keep the home of one. */
    abstract void actNormally();

    /** After some dives, on a thread that is not pinned. */
    void waitForReaders() {
        // Most wait for nobody.
    }
}
