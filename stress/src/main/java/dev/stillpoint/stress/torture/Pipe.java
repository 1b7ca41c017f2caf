// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * A pointer to the current element, and the elements that were replaced and now age: by one with each grace period that
 * began after that, up to {@link Element#FREED}. The other half of the replaced ones are retired instead, and freed by
 * the subject.
 */
final class Pipe {

    private static final int MOST_REPLACED_AT_ONCE = 8;
    private static final int FAILS_ONE_IN = 1024;
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Scene scene;
    // updater only
    private final Deque<Element> aging = new ArrayDeque<>();
    // updater writes, readers read
    private volatile Element current = new Element(NUMBERS.incrementAndGet());
    // updater writes, the trial reads
    private volatile long rounds;

    Pipe(Scene scene) {
        this.scene = scene;
    }

    /** Inside a read section: the element is good until the section ends. */
    Element current() {
        return current;
    }

    /** How many grace periods the updater has waited for. */
    long rounds() {
        return rounds;
    }

    /** The updater's life, until the scene is over. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void update(RandomGenerator random) {
        boolean ended = true;
        while (ended && !scene.isOver()) {
            for (int i = random.nextInt(MOST_REPLACED_AT_ONCE); i >= 0; i--) {
                replace(random);
            }
            ended = await(random);
            if (ended) {
                age();
            }
            rounds++;
        }
        if (ended && await(random)) {
            aging.forEach(this::free);
        }
    }

    private boolean await(RandomGenerator random) {
        try {
            return scene.subject().awaitGracePeriod(random);
        } catch (InterruptedException e) {
            throw new AssertionError("Nobody interrupts an updater", e);
        }
    }

    private void replace(RandomGenerator random) {
        Element old = current;
        current = new Element(NUMBERS.incrementAndGet());
        old.grow();
        scene.tally().countReplaced();
        if (random.nextBoolean()) {
            aging.add(old);
        } else {
            retire(old, random);
        }
    }

    /** A grace period that began after all of them were replaced has ended. */
    private void age() {
        aging.forEach(element -> {
            if (element.age() + 1 < Element.FREED) {
                element.grow();
            } else {
                free(element);
            }
        });
        aging.removeIf(element -> element.age() == Element.FREED);
    }

    private void free(Element element) {
        element.free();
        scene.tally().countFreed();
    }

    /** Retires an element that no reader has ever seen. Any thread. */
    void retireUnseen(RandomGenerator random) {
        scene.tally().countReplaced();
        retire(new Element(NUMBERS.incrementAndGet()), random);
    }

    private void retire(Element element, RandomGenerator random) {
        boolean fails = scene.has(Knob.OUT_OF_MEMORY) && random.nextInt(FAILS_ONE_IN) == 0;
        scene.subject().retire(() -> {
            scene.watched(() -> free(element)).run();
            if (fails) {
                scene.happened().count(Knob.OUT_OF_MEMORY);
                Memory.runOut();
            }
        });
    }

    /** Once no reader is left. */
    void discard() {
        current.free();
    }
}
