// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A pointer to the current element, and the elements that were replaced and now age: by one with each grace period that
 * began after that, up to {@link Element#FREED}. The other half of the replaced ones are retired instead, and freed by
 * the subject.
 *
 * <p>Its books are right although memory or stack may run out in any of its methods: what can fail comes first, and
 * then fields are written. Chains of elements need no memory. One updater owns it.
 */
final class Pipe {

    private static final int MOST_REPLACED_AT_ONCE = 8;
    private static final int FAILS_ONE_IN = 1024;
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Scene scene;
    // updater only: a chain of those that age
    private @Nullable Element aging;
    // updater only: a chain of those that are to be retired
    private @Nullable Element unretired;
    // updater only: what comes next, once it could be made
    private @Nullable Element spare;
    // updater writes, readers read
    private volatile Element current = new Element(NUMBERS.incrementAndGet());
    // updater writes, the trial reads
    private volatile long rounds;
    // updater only: whether the subject still ends grace periods
    private boolean ended = true;

    Pipe(Scene scene) {
        this.scene = scene;
    }

    /** Inside a read section: the element is good until the section ends. */
    Element current() {
        return current;
    }

    /** How many times the updater has tried to replace, to wait and to free. */
    long rounds() {
        return rounds;
    }

    /** Whether its updater is to go on. Updater only. */
    boolean isWanted() {
        return ended && !scene.isOver();
    }

    /** The updater's life, until the scene is over. */
    void update(RandomGenerator random) {
        Runnable round = () -> updateOnce(random);
        while (isWanted()) {
            scene.survive(round);
            countRound();
        }
        finish(random);
    }

    /** The updater is not stuck. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void countRound() {
        rounds++;
    }

    /** Replaces some, waits for a grace period, and frees what is old enough. What throws here is done next time. */
    void updateOnce(RandomGenerator random) {
        for (int i = random.nextInt(MOST_REPLACED_AT_ONCE); i >= 0; i--) {
            replace(random);
        }
        retireReplaced(random);
        await(random);
        freeOld();
    }

    /** Frees what is left, once no reader can see it. The scene is over, and with it the shortage. */
    void finish(RandomGenerator random) {
        retireReplaced(random);
        await(random);
        while (ended && aging != null) {
            free(aging);
            aging = aging.next;
        }
    }

    /** What throws here has replaced nothing. */
    void replace(RandomGenerator random) {
        Element next = spare;
        if (next == null) {
            next = new Element(NUMBERS.incrementAndGet());
            spare = next;
        }
        boolean isToAge = random.nextBoolean();
        Element old = current;
        scene.tally().countReplaced();
        // Nothing is called from here on, so nothing can fail.
        current = next;
        spare = null;
        old.age = 1;
        if (isToAge) {
            old.next = aging;
            aging = old;
        } else {
            old.next = unretired;
            unretired = old;
        }
    }

    /** What throws here has retired some, and the next call retires the others. */
    void retireReplaced(RandomGenerator random) {
        while (unretired != null) {
            Element rest = unretired.next;
            retire(unretired, random);
            unretired = rest;
        }
    }

    /** Waits for a grace period; all that were replaced before are older then. What throws here has waited for none. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void await(RandomGenerator random) {
        try {
            ended = scene.subject().awaitGracePeriod(random);
        } catch (InterruptedException e) {
            throw new AssertionError("Nobody interrupts an updater", e);
        }
        // Again without a call: this may be the end of a stack.
        for (Element element = aging; ended && element != null; element = element.next) {
            if (element.age < Element.OLDEST) {
                element.age++;
            }
        }
    }

    /** Frees those that are as old as an element can be. The chain is in order: the newest come first. */
    private void freeOld() {
        Element last = null;
        for (Element element = aging; element != null; element = element.next) {
            if (element.age < Element.OLDEST) {
                last = element;
            } else {
                free(element);
            }
        }
        if (last == null) {
            aging = null;
        } else {
            last.next = null;
        }
    }

    private void free(Element element) {
        try {
            element.free();
            scene.tally().countFreed();
        } catch (IllegalStateException e) {
            scene.tally().violate(String.valueOf(e.getMessage()));
        }
    }

    /** Retires an element that no reader has ever seen. What throws here has retired nothing. Any thread. */
    void retireUnseen(RandomGenerator random) {
        Element element = new Element(NUMBERS.incrementAndGet());
        scene.tally().countReplaced();
        boolean retired = false;
        try {
            retire(element, random);
            retired = true;
        } finally {
            if (!retired) {
                // It is still the caller's. If it is not, it is freed twice, and that is noticed.
                free(element);
            }
        }
    }

    private void retire(Element element, RandomGenerator random) {
        boolean fails = scene.has(Knob.OUT_OF_MEMORY) && random.nextInt(FAILS_ONE_IN) == 0;
        scene.subject().retire(new Retired(element, fails));
    }

    /** Frees a retired element. It needs no memory. */
    private final class Retired implements Runnable {

        private final Element element;
        private final boolean fails;

        Retired(Element element, boolean fails) {
            this.element = element;
            this.fails = fails;
        }

        @Override
        public void run() {
            free(element);
            if (fails) {
                scene.happened().count(Knob.OUT_OF_MEMORY);
                Memory.runOut();
            }
        }
    }

    /** Once no reader is left. */
    void discard() {
        current.free();
        if (spare != null) {
            spare.free();
        }
    }
}
