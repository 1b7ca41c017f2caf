// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import dev.stillpoint.stress.garbage.Content;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * Changes the values of its own keys, and knows of each what it must be. Many keys come and go, so that the map grows
 * and shrinks.
 *
 * <p>Its books are right although memory may run out in any call of the map: then the map has not changed. One thread.
 */
final class MapUpdater implements Runnable {

    /** Of each updater, a power of two: those that come and go. */
    private static final int OTHERS = 2048;
    /** Odd, so that going on by it leads to all of them. */
    private static final int STEP = 1025;
    private static final int CHANGES = 32;
    private static final int BATCHES_TO_TARGET = 64;
    private static final int ITERATES_ONE_IN = 64;
    private static final int LONGEST_WORDS = 32;
    private static final int LONGEST_PAUSE_NANOS = 500_000;
    private static final long IDLE_NANOS = 1_000_000;

    private final Scene scene;
    private final TorturedMap map;
    private final RandomGenerator random;
    private final int number;
    private final int updaters;
    /** Of the value of each key, by its place among the own ones; 0 if it has none. */
    private final int[] versions;
    private int version;
    private int batches;
    // how many of those that come and go are there
    private int present;
    private int target;
    private int place;

    /** @param number of this one among so many updaters */
    MapUpdater(Scene scene, TorturedMap map, RandomGenerator random, int number, int updaters) {
        this.scene = scene;
        this.map = map;
        this.random = random;
        this.number = number;
        this.updaters = updaters;
        versions = new int[TorturedMap.LASTING / updaters + OTHERS];
    }

    @Override
    public void run() {
        Runnable round = this::round;
        while (!scene.isOver()) {
            scene.survive(round);
        }
    }

    private void round() {
        if (!scene.episode().has(Knob.MAP)) {
            LockSupport.parkNanos(IDLE_NANOS);
            return;
        }
        if (batches++ % BATCHES_TO_TARGET == 0) {
            target = random.nextBoolean() ? 0 : random.nextInt(OTHERS);
        }
        for (int i = 0; i < CHANGES; i++) {
            change();
        }
        map.countBuckets();
        if (random.nextInt(ITERATES_ONE_IN) == 0) {
            map.iterate();
        }
        if (map.isTried()) {
            scene.happened().count(Knob.MAP);
        }
        LockSupport.parkNanos(1 + random.nextInt(LONGEST_PAUSE_NANOS));
    }

    private int lasting() {
        return versions.length - OTHERS;
    }

    /** The key at a place. */
    private int key(int own) {
        return number + own * updaters;
    }

    private void change() {
        switch (random.nextInt(8)) {
            case 0 -> change(random.nextInt(lasting()));
            case 1 -> requireValue(random.nextInt(versions.length));
            default -> {
                place = (place + STEP) & (OTHERS - 1);
                approach(lasting() + place);
            }
        }
    }

    /** Gives it another value, in either way. */
    private void change(int own) {
        int next = ++version;
        byte[] value = value(own, next);
        if (random.nextBoolean()) {
            map.table().put(key(own), value);
        } else if (!map.table().replace(key(own), value)) {
            scene.tally().miss("key %d was not there to be replaced".formatted(key(own)));
        }
        versions[own] = next;
    }

    /** Puts or removes a key, so that in the end there are as many as there are to be. */
    private void approach(int own) {
        boolean isThere = versions[own] != 0;
        if (!isThere && present <= target) {
            int next = ++version;
            map.table().put(key(own), value(own, next));
            versions[own] = next;
            present++;
        } else if (isThere && present >= target) {
            if (!map.table().remove(key(own))) {
                scene.tally().miss("key %d was not there to be removed".formatted(key(own)));
            }
            versions[own] = 0;
            present--;
        }
    }

    private void requireValue(int own) {
        // One that lasts has version 0 at first.
        boolean isThere = versions[own] != 0 || own < lasting();
        map.requireValue(key(own), isThere ? TorturedMap.number(key(own), versions[own]) : null);
    }

    private byte[] value(int own, int next) {
        byte[] value = new byte[(1 + random.nextInt(LONGEST_WORDS)) * Long.BYTES];
        Content.write(MemorySegment.ofArray(value), TorturedMap.number(key(own), next));
        return value;
    }
}
