// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.collection.TriedElements.Model;
import dev.stillpoint.scheduler.fixture.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A stack, a queue or a sorted set is used by one thread, and once an error strikes, at each point in turn. Whoever
 * gets the error must find the structure as it was before. In the end no memory may be left. What is wrong is returned;
 * for {@link ElementErrorsTest}.
 */
abstract class FailingElements implements Callable<List<String>> {

    private static final String[] ELEMENTS = {"b", "", "longer than eight bytes, b", "longer than eight bytes, a", "c"};

    private final Function<Reclaimer, TriedElements> structure;
    private final Supplier<? extends Error> error;
    private final List<Where> places;
    private final List<String> wrong = new ArrayList<>();
    // whether an operation of the structure runs; the thread that uses it writes, any thread reads
    private volatile boolean operating;
    // whether the error has struck, though nobody may have heard of it; as above
    private volatile boolean struck;
    private Where where;
    private int point;

    /** Who gets the error. */
    private enum Where {
        USER,
        /** The thread that frees, while the structure is used. */
        RECLAIMER,
        /** The same, while it frees what a structure has when it is closed. */
        CLOSING
    }

    private FailingElements(Function<Reclaimer, TriedElements> structure, Supplier<? extends Error> error,
            Where... places) {
        this.structure = structure;
        this.places = List.of(places);
        this.error = () -> {
            struck = true;
            return error.get();
        };
    }

    /** Freeing makes no object. */
    abstract static class OnAFullHeap extends FailingElements {

        OnAFullHeap(Function<Reclaimer, TriedElements> structure) {
            super(structure, OutOfMemoryError::new, Where.USER);
        }
    }

    static final class StackOnAFullHeap extends OnAFullHeap {

        StackOnAFullHeap() {
            super(TriedElements.Stack::new);
        }
    }

    static final class QueueOnAFullHeap extends OnAFullHeap {

        QueueOnAFullHeap() {
            super(TriedElements.Queue::new);
        }
    }

    static final class SortedSetOnAFullHeap extends OnAFullHeap {

        SortedSetOnAFullHeap() {
            super(TriedElements.SortedSet::new);
        }
    }

    abstract static class AtTheStackEnd extends FailingElements {

        AtTheStackEnd(Function<Reclaimer, TriedElements> structure) {
            super(structure, StackOverflowError::new, Where.values());
        }
    }

    static final class StackAtTheStackEnd extends AtTheStackEnd {

        StackAtTheStackEnd() {
            super(TriedElements.Stack::new);
        }
    }

    static final class QueueAtTheStackEnd extends AtTheStackEnd {

        QueueAtTheStackEnd() {
            super(TriedElements.Queue::new);
        }
    }

    static final class SortedSetAtTheStackEnd extends AtTheStackEnd {

        SortedSetAtTheStackEnd() {
            super(TriedElements.SortedSet::new);
        }
    }

    @Override
    public List<String> call() throws Exception {
        for (Where place : places) {
            where = place;
            // Whatever is made once for the process is made before.
            play(Integer.MAX_VALUE);
            if (Faults.atEachPoint(this::play) == 0) {
                wrong.add("no point was passed: " + where);
            }
        }
        return wrong;
    }

    /** Returns whether the error struck. */
    private boolean play(int point) throws InterruptedException {
        this.point = point;
        struck = false;
        TriedElements tried;
        Thread here = Thread.currentThread();
        try (Reclaimer reclaimer = Reclaimer.create()) {
            tried = create(reclaimer, here);
            try {
                Model model = tried.model();
                for (String element : ELEMENTS) {
                    attempt(tried, model, t -> t.add(element), m -> m.add(element));
                }
                attempt(tried, model, t -> t.add("c"), m -> m.add("c"));
                attempt(tried, model, TriedElements::peek, Model::peek);
                attempt(tried, model, TriedElements::take, Model::take);
                attempt(tried, model, FailingElements::takeView, Model::take);
                attempt(tried, model, t -> t.add("d"), m -> m.add("d"));
                attempt(tried, model, t -> List.copyOf(t.shown()), m -> List.copyOf(m.all()));
                while (!model.all().isEmpty()) {
                    attempt(tried, model, TriedElements::take, Model::take);
                }
                attempt(tried, model, TriedElements::take, Model::take);
                if (where == Where.CLOSING) {
                    for (String element : ELEMENTS) {
                        tried.add(element);
                    }
                    reclaimer.barrier();
                    Faults.arm(point, thread -> thread != here, error);
                }
            } finally {
                if (where == Where.USER) {
                    Faults.disarm();
                }
                tried.close();
            }
        }
        Faults.disarm();
        long left = tried.statistics().allocatedBytes();
        if (left != 0) {
            wrong("%d bytes are left".formatted(left));
        }
        return struck;
    }

    private TriedElements create(Reclaimer reclaimer, Thread here) {
        if (where != Where.CLOSING) {
            Faults.arm(point, thread -> where == Where.USER ? thread == here && operating : thread != here, error);
        }
        operating = true;
        try {
            return structure.apply(reclaimer);
        } catch (OutOfMemoryError | StackOverflowError e) {
            operating = false;
            return structure.apply(reclaimer);
        } finally {
            operating = false;
        }
    }

    private static String takeView(TriedElements tried) {
        try (ReadGuard guard = ScopedQsbr.open()) {
            return tried.takeView(guard);
        }
    }

    private void attempt(TriedElements tried, Model model, Function<TriedElements, Object> operation,
            Function<Model, Object> same) {
        operating = true;
        try {
            Object result = operation.apply(tried);
            operating = false;
            Object expected = same.apply(model);
            if (!Objects.equals(result, expected)) {
                wrong("%s instead of %s".formatted(result, expected));
            }
        } catch (OutOfMemoryError | StackOverflowError e) {
            operating = false;
        }
        List<String> expected = List.copyOf(model.all());
        if (!tried.shown().equals(expected)) {
            wrong("it has %s instead of %s".formatted(tried.shown(), expected));
        }
        if (tried.size() != expected.size()) {
            wrong("it has %d elements instead of %d".formatted(tried.size(), expected.size()));
        }
    }

    private void wrong(String what) {
        wrong.add("point %d of %s: %s".formatted(point, where, what));
    }
}
