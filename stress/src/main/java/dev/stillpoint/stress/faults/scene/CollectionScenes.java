// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults.scene;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.collection.Codec;
import dev.stillpoint.reclaim.collection.OffHeapMap;
import dev.stillpoint.reclaim.collection.OffHeapMapConfig;
import dev.stillpoint.reclaim.collection.OffHeapQueue;
import dev.stillpoint.reclaim.collection.OffHeapSortedSet;
import dev.stillpoint.reclaim.collection.OffHeapStack;
import dev.stillpoint.stress.faults.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Collections off the heap: a change that throws has changed nothing, and in the end no memory is left. They are called
 * on carriers only; how a section of another thread fails is a matter of {@link ReadingScenes}.
 */
final class CollectionScenes {

    private CollectionScenes() {
    }

    static void addTo(Consumer<Scene> scenes) {
        addMaps(scenes);
        addElements(scenes);
    }

    /** A collection with something in it, and what can be seen of it. */
    private interface Shown {

        /** Its elements, or its entries, in an order of their own. */
        List<String> elements();

        long allocatedBytes();

        void close();
    }

    /** A scene after which the collection shows what it showed before, or, if the operation has returned, the rest. */
    private static <C extends Shown> Act<?> changing(String name, Function<Reclaimer, C> made, Consumer<C> change,
            List<String> changed) {
        return changing(name, made, change, changed::equals);
    }

    private static <C extends Shown> Act<?> changing(String name, Function<Reclaimer, C> made, Consumer<C> change,
            Predicate<List<String>> changed) {
        record Before<C>(C collection, List<String> elements) {
        }
        return Act.<Before<C>>of(name, (_, before) -> change.accept(before.collection)).needs(world -> {
            C collection = made.apply(world.reclaimer);
            return new Before<>(collection, collection.elements());
        }).then((world, before, succeeded) -> {
            List<String> found = before.collection.elements();
            world.attempt.require(succeeded ? changed.test(found) : found.equals(before.elements),
                    "it %s, there was %s, and there is %s".formatted(succeeded ? "returned" : "threw", before.elements,
                            found));
            requireNothingLeft(world, before.collection);
        }).by(Play.Caller.CARRIER).shares();
    }

    /** A scene that begins to close a collection; closing it again ends that. */
    private static void closing(Consumer<Scene> scenes, String name, Function<Reclaimer, Shown> made) {
        Act.<Shown>of(name, (_, collection) -> collection.close()).needs(world -> made.apply(world.reclaimer))
                .then((world, collection, _) -> requireNothingLeft(world, collection)).serves()
                .by(Play.Caller.CARRIER).shares().addTo(scenes);
    }

    private static void requireNothingLeft(World world, Shown collection) throws InterruptedException {
        collection.close();
        world.reclaimer.barrier();
        long left = collection.allocatedBytes();
        world.attempt.require(left == 0, left + " bytes of a closed collection are left");
    }

    private static void addMaps(Consumer<Scene> scenes) {
        changing("map.put", Maps::filled, maps -> maps.map.put("c", "third"), List.of("a=first", "b=second", "c=third"))
                .addTo(scenes);
        changing("map.put, replacing", Maps::filled, maps -> maps.map.put("a", "other"),
                List.of("a=other", "b=second")).serves().addTo(scenes);
        changing("map.merge", Maps::filled, maps -> maps.map.merge("a", "!", String::concat),
                List.of("a=first!", "b=second")).addTo(scenes);
        changing("map.remove", Maps::filled, maps -> maps.map.remove("b"), List.of("a=first")).addTo(scenes);
        changing("map.get, view, forEach", Maps::filled, Maps::read, List.of("a=first", "b=second")).addTo(scenes);
        // Which of the entries go is chance. If making room fails, the next one who puts something makes it.
        changing("map.put, evicting", Maps::full, maps -> maps.map.put("c", Maps.LONG), _ -> true).addTo(scenes);
        closing(scenes, "map.close()", Maps::filled);
    }

    private static void addElements(Consumer<Scene> scenes) {
        changing("queue.add", Queues::new, queues -> queues.queue.add("c"), List.of("a", "b", "c")).addTo(scenes);
        changing("queue.poll", Queues::new, queues -> queues.queue.poll(), List.of("b")).serves().addTo(scenes);
        closing(scenes, "queue.close()", Queues::new);
        changing("stack.push", Stacks::new, stacks -> stacks.stack.push("c"), List.of("c", "b", "a")).addTo(scenes);
        changing("stack.pop", Stacks::new, stacks -> stacks.stack.pop(), List.of("a")).addTo(scenes);
        closing(scenes, "stack.close()", Stacks::new);
        changing("set.add", Sets::new, sets -> sets.set.add("aa"), List.of("a", "aa", "b")).addTo(scenes);
        changing("set.remove", Sets::new, sets -> sets.set.remove("a"), List.of("b")).addTo(scenes);
        changing("set.first, ceiling", Sets::new, sets -> {
            sets.set.first();
            sets.set.ceiling("aa");
        }, List.of("a", "b")).addTo(scenes);
        closing(scenes, "set.close()", Sets::new);
    }

    private record Maps(OffHeapMap<String, String> map) implements Shown {

        private static final String LONG = "a value of more than thirty bytes";

        static Maps filled(Reclaimer reclaimer) {
            return with(OffHeapMap.create(reclaimer, Codec.strings(), Codec.strings()), "first", "second");
        }

        /** There is no room for a third entry. */
        static Maps full(Reclaimer reclaimer) {
            OffHeapMapConfig config = OffHeapMapConfig.defaults().withByteLimit(100);
            return with(OffHeapMap.create(reclaimer, Codec.strings(), Codec.strings(), config), "1", "2");
        }

        private static Maps with(OffHeapMap<String, String> map, String first, String second) {
            map.put("a", first);
            map.put("b", second);
            return new Maps(map);
        }

        void read() {
            map.get("a");
            ScopedQsbr.read(guard -> map.view("b", guard) == null);
            map.forEach(entry -> entry.key());
        }

        @Override
        public List<String> elements() {
            List<String> elements = new ArrayList<>();
            map.forEach(entry -> elements.add(entry.key() + "=" + entry.value()));
            elements.sort(null);
            return elements;
        }

        @Override
        public long allocatedBytes() {
            return map.statistics().allocatedBytes();
        }

        @Override
        public void close() {
            map.close();
        }
    }

    private static List<String> elements(Consumer<Consumer<String>> forEach) {
        List<String> elements = new ArrayList<>();
        forEach.accept(elements::add);
        return elements;
    }

    private record Queues(OffHeapQueue<String> queue) implements Shown {

        Queues(Reclaimer reclaimer) {
            this(OffHeapQueue.create(reclaimer, Codec.strings()));
            queue.add("a");
            queue.add("b");
        }

        @Override
        public List<String> elements() {
            return CollectionScenes.elements(queue::forEach);
        }

        @Override
        public long allocatedBytes() {
            return queue.statistics().allocatedBytes();
        }

        @Override
        public void close() {
            queue.close();
        }
    }

    private record Stacks(OffHeapStack<String> stack) implements Shown {

        Stacks(Reclaimer reclaimer) {
            this(OffHeapStack.create(reclaimer, Codec.strings()));
            stack.push("a");
            stack.push("b");
        }

        @Override
        public List<String> elements() {
            return CollectionScenes.elements(stack::forEach);
        }

        @Override
        public long allocatedBytes() {
            return stack.statistics().allocatedBytes();
        }

        @Override
        public void close() {
            stack.close();
        }
    }

    private record Sets(OffHeapSortedSet<String> set) implements Shown {

        Sets(Reclaimer reclaimer) {
            this(OffHeapSortedSet.create(reclaimer, Codec.strings()));
            set.add("a");
            set.add("b");
        }

        @Override
        public List<String> elements() {
            return CollectionScenes.elements(set::forEach);
        }

        @Override
        public long allocatedBytes() {
            return set.statistics().allocatedBytes();
        }

        @Override
        public void close() {
            set.close();
        }
    }
}
