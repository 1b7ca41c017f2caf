// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Opens read sections, gets into trouble there, and looks at what it found before it leaves. One thread. */
final class Reader implements Runnable {

    /** What can happen inside a section. */
    private static final Set<Knob> INSIDE =
            EnumSet.of(Knob.NESTED, Knob.PARKS, Knob.YIELDS, Knob.COMPUTES, Knob.MONITORS, Knob.SLEEPS,
                    Knob.EXCEPTIONS, Knob.OUT_OF_MEMORY);

    /** Few enough that readers meet. */
    private static final Object[] MONITORS = Stream.generate(Object::new).limit(16).toArray();

    private static final int MOST_TROUBLES = 3;
    private static final int DEEPEST = 4;
    private static final int YIELDS_OUTSIDE_ONE_IN = 4;
    private static final int OVERLAPS_ONE_IN = 8;
    private static final int THROWS_ONE_IN = 8;
    private static final int LONGEST_PARK_NANOS = 1_000_000;
    private static final int LONGEST_COMPUTING_NANOS = 100_000;
    private static final long IDLE_NANOS = 1_000_000;

    private final Scene scene;
    private final RandomGenerator random;
    private final Predicate<Episode> takesPart;
    /** Null if it reads no map. */
    private final @Nullable TorturedMap map;
    private Episode episode;
    private Knob[] troubles;
    private long reads;

    /** @param takesPart whether it reads in an episode; else it waits outside */
    Reader(Scene scene, RandomGenerator random, Predicate<Episode> takesPart) {
        this(scene, random, takesPart, scene.map());
    }

    private Reader(Scene scene, RandomGenerator random, Predicate<Episode> takesPart, @Nullable TorturedMap map) {
        this.scene = scene;
        this.random = random;
        this.takesPart = takesPart;
        this.map = map;
        episode = scene.episode();
        troubles = troublesOf(episode);
    }

    /**
     * One that reads always, and no map: between ends of its stack, where an overflow may leave open a guard whose
     * {@code close} is called there.
     */
    static Reader ofElements(Scene scene, RandomGenerator random) {
        return new Reader(scene, random, _ -> true, null);
    }

    private static Knob[] troublesOf(Episode episode) {
        return INSIDE.stream().filter(episode::has).toArray(Knob[]::new);
    }

    @Override
    public void run() {
        Runnable takePart = this::takePart;
        while (!scene.isOver()) {
            scene.survive(takePart);
        }
    }

    private void takePart() {
        Episode now = scene.episode();
        if (now != episode) {
            troubles = troublesOf(now);
            episode = now;
        }
        if (takesPart.test(now)) {
            readOnce();
        } else {
            LockSupport.parkNanos(IDLE_NANOS);
        }
        // Not always, or a section would never begin where the last one of the same mount ended.
        if (oneIn(YIELDS_OUTSIDE_ONE_IN)) {
            Thread.yield();
        }
    }

    /** One section, or two that overlap. */
    void readOnce() {
        scene.survive(this::read);
        if (Thread.interrupted()) {
            scene.happened().count(Knob.INTERRUPTS);
        }
    }

    private void read() {
        reads++;
        try {
            if (episode.has(Knob.OVERLAPPING) && oneIn(OVERLAPS_ONE_IN)) {
                scene.subject().readOverlapping(() -> stay(1), () -> stay(1));
                scene.happened().count(Knob.OVERLAPPING);
            } else {
                scene.subject().read(() -> stay(1));
            }
        } catch (Deliberate _) {
            scene.happened().count(Knob.EXCEPTIONS);
        }
    }

    /** How often it has read. */
    long reads() {
        return reads;
    }

    private void stay(int depth) {
        Element found = scene.pipe(random).current();
        try {
            if (map != null && episode.has(Knob.MAP)) {
                map.read(random, () -> meetSome(depth));
            } else {
                meetSome(depth);
            }
        } finally {
            scene.tally().look(found);
        }
    }

    private void meetSome(int depth) {
        for (int i = troubles.length == 0 ? 0 : random.nextInt(MOST_TROUBLES); i > 0; i--) {
            meet(troubles[random.nextInt(troubles.length)], depth);
        }
    }

    private void meet(Knob trouble, int depth) {
        switch (trouble) {
            case NESTED -> nest(depth);
            case PARKS -> LockSupport.parkNanos(1 + random.nextInt(LONGEST_PARK_NANOS));
            case YIELDS -> Thread.yield();
            case COMPUTES -> Computing.spin(random.nextInt(LONGEST_COMPUTING_NANOS));
            case MONITORS -> contend();
            case SLEEPS -> sleep(1);
            default -> {
                fail(trouble);
                return;
            }
        }
        scene.happened().count(trouble);
    }

    private void nest(int depth) {
        if (depth < DEEPEST) {
            scene.subject().read(() -> stay(depth + 1));
        }
    }

    private void contend() {
        synchronized (MONITORS[random.nextInt(MONITORS.length)]) {
            Thread.yield();
        }
    }

    private void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException _) {
            scene.happened().count(Knob.INTERRUPTS);
        }
    }

    private void fail(Knob trouble) {
        if (!oneIn(THROWS_ONE_IN)) {
            return;
        }
        if (trouble == Knob.OUT_OF_MEMORY) {
            Memory.runOut();
        }
        throw new Deliberate();
    }

    private boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    /** Ends a section, and all around it. */
    @SuppressWarnings("serial") // is never written
    private static final class Deliberate extends RuntimeException {

        Deliberate() {
            super("A reader's own exception", null, false, false);
        }
    }
}
