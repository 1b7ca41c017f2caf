// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.scheduler.fixture.Faults;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A map is used by one thread, and once an error strikes, at each point in turn. Whoever gets the error must find the
 * map as it was before. In the end no memory may be left. What is wrong is returned; for {@link MapErrorsTest}.
 */
abstract class FailingMap implements Callable<List<String>> {

    /** So many make the buckets grow, and shrink when they go. */
    private static final int KEYS = 40;
    /** After so many changes the map looks whether to grow or shrink; all other changes are alike. */
    private static final int CHANGES_BETWEEN_LOOKS = 16;

    private final Supplier<? extends Error> error;
    private final Where where;
    private final List<String> wrong = new ArrayList<>();
    // whether an operation of the map runs
    private volatile boolean operating;
    // whether the error has struck, though nobody may have heard of it
    private volatile boolean struck;

    /** Who gets the error. */
    enum Where {
        USER,
        /** The thread that frees, while the map is used. */
        RECLAIMER,
        /** The same, while it frees what a map has when it is closed. */
        CLOSING
    }

    FailingMap(Supplier<? extends Error> error, Where where) {
        this.where = where;
        this.error = () -> {
            struck = true;
            return error.get();
        };
    }

    static final class OnAFullHeap extends FailingMap {

        OnAFullHeap() {
            super(OutOfMemoryError::new, Where.USER);
        }
    }

    static final class AtTheStackEnd extends FailingMap {

        AtTheStackEnd() {
            super(StackOverflowError::new, Where.USER);
        }
    }

    static final class FreeingOnAFullHeap extends FailingMap {

        FreeingOnAFullHeap() {
            super(OutOfMemoryError::new, Where.RECLAIMER);
        }
    }

    static final class FreeingAtTheStackEnd extends FailingMap {

        FreeingAtTheStackEnd() {
            super(StackOverflowError::new, Where.RECLAIMER);
        }
    }

    static final class ClosingAtTheStackEnd extends FailingMap {

        ClosingAtTheStackEnd() {
            super(StackOverflowError::new, Where.CLOSING);
        }
    }

    @Override
    public List<String> call() throws Exception {
        // Whatever is made once for the process is made before.
        play(Integer.MAX_VALUE);
        if (Faults.atEachPoint(this::play) == 0) {
            wrong.add("no point was passed");
        }
        return wrong;
    }

    /** Returns whether the error struck. */
    private boolean play(int point) throws InterruptedException {
        Map<String, String> model = new HashMap<>();
        struck = false;
        OffHeapMap<String, String> map;
        Thread here = Thread.currentThread();
        try (Reclaimer reclaimer = Reclaimer.create()) {
            map = OffHeapMap.create(reclaimer, Codec.strings(), Codec.strings());
            if (where != Where.CLOSING) {
                Faults.arm(point, thread -> where == Where.USER ? thread == here && operating : thread != here, error);
            }
            try {
                for (int i = 0; i < KEYS; i++) {
                    String key = "key " + i;
                    if (isTried(i)) {
                        attempt(point, map, model, m -> m.put(key, "first"), m -> m.put(key, "first"));
                    } else {
                        map.put(key, "first");
                        model.put(key, "first");
                    }
                }
                for (int i = 0; i < KEYS; i += 20) {
                    String key = "key " + i;
                    attempt(point, map, model, m -> m.put(key, "second"), m -> m.put(key, "second"));
                    attempt(point, map, model, m -> m.replace(key, "third"), m -> m.replace(key, "third"));
                    attempt(point, map, model, m -> m.merge(key, "x", String::concat),
                            m -> m.merge(key, "x", String::concat));
                    attempt(point, map, model, m -> m.putIfAbsent(key, "never"), m -> {
                    });
                    attempt(point, map, model, m -> m.get(key), m -> {
                    });
                }
                for (int i = 0; i < KEYS; i++) {
                    String key = "key " + i;
                    if (isTried(KEYS - 1 - i)) {
                        attempt(point, map, model, m -> m.remove(key), m -> m.remove(key));
                    } else {
                        map.remove(key);
                        model.remove(key);
                    }
                }
                if (where != Where.RECLAIMER) {
                    Faults.disarm();
                }
                if (where == Where.CLOSING) {
                    for (int i = 0; i < KEYS / 8; i++) {
                        map.put("key " + i, "left");
                    }
                    reclaimer.barrier();
                    Faults.arm(point, thread -> thread != here, error);
                }
            } finally {
                map.close();
            }
        }
        Faults.disarm();
        long left = map.statistics().allocatedBytes();
        if (left != 0) {
            wrong.add("point %d: %d bytes are left".formatted(point, left));
        }
        return struck;
    }

    /** Whether an error may strike when this key comes or goes. */
    private static boolean isTried(int key) {
        return key == 0 || key % CHANGES_BETWEEN_LOOKS == CHANGES_BETWEEN_LOOKS - 1;
    }

    private void attempt(int point, OffHeapMap<String, String> map, Map<String, String> model,
            Consumer<OffHeapMap<String, String>> operation, Consumer<Map<String, String>> same) {
        boolean failed = false;
        operating = true;
        try {
            operation.accept(map);
            operating = false;
            same.accept(model);
        } catch (OutOfMemoryError | StackOverflowError e) {
            operating = false;
            failed = true;
        }
        require(point, map, model, failed);
    }

    private void require(int point, OffHeapMap<String, String> map, Map<String, String> model,
            boolean failed) {
        if (map.size() != model.size()) {
            wrong.add("point %d: %d entries instead of %d, failed: %s".formatted(point, map.size(), model.size(),
                    failed));
        }
        if (failed) {
            for (int i = 0; i < KEYS; i++) {
                String key = "key " + i;
                String value = map.get(key);
                if (value == null ? model.containsKey(key) : !value.equals(model.get(key))) {
                    wrong.add("point %d: %s has %s instead of %s".formatted(point, key, value, model.get(key)));
                }
            }
        }
    }
}
