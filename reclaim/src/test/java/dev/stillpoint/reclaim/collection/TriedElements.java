// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;

/** A stack, a queue or a sorted set of strings, and beside it what {@code java.util} has for the same. */
interface TriedElements {

    /** Returns whether the element was added. */
    boolean add(String element);

    /** Takes the element that is next, or the least; null if there is none. */
    String take();

    /** The same under a guard. */
    String takeView(ReadGuard guard);

    /** That element, which stays. */
    String peek();

    String peekView(ReadGuard guard);

    /** All elements, in the order of an iteration. */
    List<String> shown();

    boolean isEmpty();

    long size();

    OffHeapElementStatistics statistics();

    void close();

    Model model();

    /** What it should be. */
    interface Model {

        boolean add(String element);

        String take();

        String peek();

        Collection<String> all();
    }

    private static String text(MemorySegment segment) {
        return segment == null
                ? null
                : new String(segment.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /** A stack. */
    final class Stack implements TriedElements {

        private final OffHeapStack<String> stack;

        Stack(Reclaimer reclaimer) {
            stack = OffHeapStack.create(reclaimer, Codec.strings());
        }

        @Override
        public boolean add(String element) {
            stack.push(element);
            return true;
        }

        @Override
        public String take() {
            return stack.pop();
        }

        @Override
        public String takeView(ReadGuard guard) {
            return text(stack.popView(guard));
        }

        @Override
        public String peek() {
            return stack.peek();
        }

        @Override
        public String peekView(ReadGuard guard) {
            return text(stack.peekView(guard));
        }

        @Override
        public List<String> shown() {
            List<String> shown = new ArrayList<>();
            stack.forEach(shown::add);
            return shown;
        }

        @Override
        public boolean isEmpty() {
            return stack.isEmpty();
        }

        @Override
        public long size() {
            return stack.size();
        }

        @Override
        public OffHeapElementStatistics statistics() {
            return stack.statistics();
        }

        @Override
        public void close() {
            stack.close();
        }

        @Override
        public Model model() {
            Deque<String> deque = new ArrayDeque<>();
            return new Model() {

                @Override
                public boolean add(String element) {
                    deque.push(element);
                    return true;
                }

                @Override
                public String take() {
                    return deque.pollFirst();
                }

                @Override
                public String peek() {
                    return deque.peekFirst();
                }

                @Override
                public Collection<String> all() {
                    return deque;
                }
            };
        }
    }

    /** A queue. */
    final class Queue implements TriedElements {

        private final OffHeapQueue<String> queue;

        Queue(Reclaimer reclaimer) {
            queue = OffHeapQueue.create(reclaimer, Codec.strings());
        }

        @Override
        public boolean add(String element) {
            queue.add(element);
            return true;
        }

        @Override
        public String take() {
            return queue.poll();
        }

        @Override
        public String takeView(ReadGuard guard) {
            return text(queue.pollView(guard));
        }

        @Override
        public String peek() {
            return queue.peek();
        }

        @Override
        public String peekView(ReadGuard guard) {
            return text(queue.peekView(guard));
        }

        @Override
        public List<String> shown() {
            List<String> shown = new ArrayList<>();
            queue.forEach(shown::add);
            return shown;
        }

        @Override
        public boolean isEmpty() {
            return queue.isEmpty();
        }

        @Override
        public long size() {
            return queue.size();
        }

        @Override
        public OffHeapElementStatistics statistics() {
            return queue.statistics();
        }

        @Override
        public void close() {
            queue.close();
        }

        @Override
        public Model model() {
            Deque<String> deque = new ArrayDeque<>();
            return new Model() {

                @Override
                public boolean add(String element) {
                    return deque.add(element);
                }

                @Override
                public String take() {
                    return deque.pollFirst();
                }

                @Override
                public String peek() {
                    return deque.peekFirst();
                }

                @Override
                public Collection<String> all() {
                    return deque;
                }
            };
        }
    }

    /** A sorted set, of which the least element is taken. */
    final class SortedSet implements TriedElements {

        private final OffHeapSortedSet<String> set;

        SortedSet(Reclaimer reclaimer) {
            set = OffHeapSortedSet.create(reclaimer, Codec.strings());
        }

        @Override
        public boolean add(String element) {
            return set.add(element);
        }

        @Override
        public String take() {
            String first = set.first();
            return first != null && set.remove(first) ? first : null;
        }

        @Override
        public String takeView(ReadGuard guard) {
            MemorySegment first = set.firstView(guard);
            // Its bytes are still there when it is removed.
            return first != null && set.remove(text(first)) ? text(first) : null;
        }

        @Override
        public String peek() {
            return set.first();
        }

        @Override
        public String peekView(ReadGuard guard) {
            return text(set.firstView(guard));
        }

        @Override
        public List<String> shown() {
            List<String> shown = new ArrayList<>();
            set.forEach(shown::add);
            return shown;
        }

        @Override
        public boolean isEmpty() {
            return set.isEmpty();
        }

        @Override
        public long size() {
            return set.size();
        }

        @Override
        public OffHeapElementStatistics statistics() {
            return set.statistics();
        }

        @Override
        public void close() {
            set.close();
        }

        @Override
        public Model model() {
            TreeSet<String> set = new TreeSet<>();
            return new Model() {

                @Override
                public boolean add(String element) {
                    return set.add(element);
                }

                @Override
                public String take() {
                    return set.pollFirst();
                }

                @Override
                public String peek() {
                    return set.isEmpty() ? null : set.first();
                }

                @Override
                public Collection<String> all() {
                    return set;
                }
            };
        }
    }
}
