// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults.scene;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.collection.Codec;
import dev.stillpoint.reclaim.collection.OffHeapElementStatistics;
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
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

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

    /**
     * A collection with something in it, and what can be seen of it.
     *
     * @param elements its elements, or its entries, in an order of their own
     */
    private record Filled<C>(C collection, Supplier<List<String>> elements, LongSupplier allocatedBytes,
            Runnable close) {
    }

    /** A scene after which the collection shows what it showed before, or, if the operation has returned, the rest. */
    private static <C> Act<?> changing(String name, Function<Reclaimer, Filled<C>> made, Consumer<C> change,
            List<String> changed) {
        return changing(name, made, change, changed::equals);
    }

    private static <C> Act<?> changing(String name, Function<Reclaimer, Filled<C>> made, Consumer<C> change,
            Predicate<List<String>> changed) {
        record Before<C>(Filled<C> filled, List<String> elements) {
        }
        return Act.<Before<C>>of(name, (_, before) -> change.accept(before.filled.collection)).needs(world -> {
            Filled<C> filled = made.apply(world.reclaimer);
            return new Before<>(filled, filled.elements.get());
        }).then((world, before, succeeded) -> {
            List<String> found = before.filled.elements.get();
            world.attempt.require(succeeded ? changed.test(found) : found.equals(before.elements),
                    "it %s, there was %s, and there is %s".formatted(succeeded ? "returned" : "threw", before.elements,
                            found));
            requireNothingLeft(world, before.filled);
        }).by(Play.Caller.CARRIER).shares();
    }

    /** A scene that begins to close a collection; closing it again ends that. */
    private static <C> void closing(Consumer<Scene> scenes, String name, Function<Reclaimer, Filled<C>> made) {
        Act.<Filled<C>>of(name, (_, filled) -> filled.close.run()).needs(world -> made.apply(world.reclaimer))
                .then((world, filled, _) -> requireNothingLeft(world, filled)).serves()
                .by(Play.Caller.CARRIER).shares().addTo(scenes);
    }

    private static void requireNothingLeft(World world, Filled<?> filled) throws InterruptedException {
        filled.close.run();
        world.reclaimer.barrier();
        long left = filled.allocatedBytes.getAsLong();
        world.attempt.require(left == 0, left + " bytes of a closed collection are left");
    }

    private static void addMaps(Consumer<Scene> scenes) {
        changing("map.put", CollectionScenes::map, map -> map.put("c", "third"),
                List.of("a=first", "b=second", "c=third")).addTo(scenes);
        changing("map.put, replacing", CollectionScenes::map, map -> map.put("a", "other"),
                List.of("a=other", "b=second")).serves().addTo(scenes);
        changing("map.merge", CollectionScenes::map, map -> map.merge("a", "!", String::concat),
                List.of("a=first!", "b=second")).addTo(scenes);
        changing("map.remove", CollectionScenes::map, map -> map.remove("b"), List.of("a=first")).addTo(scenes);
        changing("map.get, view, forEach", CollectionScenes::map, map -> {
            map.get("a");
            ScopedQsbr.read(guard -> map.view("b", guard) == null);
            map.forEach(entry -> entry.key());
        }, List.of("a=first", "b=second")).addTo(scenes);
        // Which of the entries go is chance. If making room fails, the next one who puts something makes it.
        changing("map.put, evicting", CollectionScenes::fullMap,
                map -> map.put("c", "a value of more than thirty bytes"), _ -> true).addTo(scenes);
        changing("map.put, evicting by weight", CollectionScenes::heavyMap, map -> map.put("c", "four"), _ -> true)
                .addTo(scenes);
        closing(scenes, "map.close()", CollectionScenes::map);
    }

    private static void addElements(Consumer<Scene> scenes) {
        changing("queue.add", CollectionScenes::queue, queue -> queue.add("c"), List.of("a", "b", "c")).addTo(scenes);
        changing("queue.poll", CollectionScenes::queue, queue -> queue.poll(), List.of("b")).serves().addTo(scenes);
        closing(scenes, "queue.close()", CollectionScenes::queue);
        changing("stack.push", CollectionScenes::stack, stack -> stack.push("c"), List.of("c", "b", "a"))
                .addTo(scenes);
        changing("stack.pop", CollectionScenes::stack, stack -> stack.pop(), List.of("a")).addTo(scenes);
        closing(scenes, "stack.close()", CollectionScenes::stack);
        changing("set.add", CollectionScenes::set, set -> set.add("aa"), List.of("a", "aa", "b")).addTo(scenes);
        changing("set.remove", CollectionScenes::set, set -> set.remove("a"), List.of("b")).addTo(scenes);
        changing("set.first, ceiling", CollectionScenes::set, set -> {
            set.first();
            set.ceiling("aa");
        }, List.of("a", "b")).addTo(scenes);
        closing(scenes, "set.close()", CollectionScenes::set);
    }

    private static Filled<OffHeapMap<String, String>> map(Reclaimer reclaimer) {
        return map(reclaimer, OffHeapMapConfig.defaults(), "first", "second");
    }

    /** There is no room for a third entry. */
    private static Filled<OffHeapMap<String, String>> fullMap(Reclaimer reclaimer) {
        return map(reclaimer, OffHeapMapConfig.defaults().withByteLimit(100), "1", "2");
    }

    /** As heavy as it may be: each entry weighs as much as its value is long. */
    private static Filled<OffHeapMap<String, String>> heavyMap(Reclaimer reclaimer) {
        return filled(OffHeapMap.create(reclaimer, Codec.strings(), Codec.strings(),
                OffHeapMapConfig.defaults().withWeightLimit(6), (_, value) -> value.length()), "one", "two");
    }

    private static Filled<OffHeapMap<String, String>> map(Reclaimer reclaimer, OffHeapMapConfig config, String first,
            String second) {
        return filled(OffHeapMap.create(reclaimer, Codec.strings(), Codec.strings(), config), first, second);
    }

    private static Filled<OffHeapMap<String, String>> filled(OffHeapMap<String, String> map, String first,
            String second) {
        map.put("a", first);
        map.put("b", second);
        return new Filled<>(map, () -> {
            List<String> entries = new ArrayList<>();
            map.forEach(entry -> entries.add(entry.key() + "=" + entry.value()));
            entries.sort(null);
            return entries;
        }, () -> map.statistics().allocatedBytes(), map::close);
    }

    private static Filled<OffHeapQueue<String>> queue(Reclaimer reclaimer) {
        OffHeapQueue<String> queue = OffHeapQueue.create(reclaimer, Codec.strings());
        queue.add("a");
        queue.add("b");
        return elements(queue, queue::forEach, queue::statistics, queue::close);
    }

    private static Filled<OffHeapStack<String>> stack(Reclaimer reclaimer) {
        OffHeapStack<String> stack = OffHeapStack.create(reclaimer, Codec.strings());
        stack.push("a");
        stack.push("b");
        return elements(stack, stack::forEach, stack::statistics, stack::close);
    }

    private static Filled<OffHeapSortedSet<String>> set(Reclaimer reclaimer) {
        OffHeapSortedSet<String> set = OffHeapSortedSet.create(reclaimer, Codec.strings());
        set.add("a");
        set.add("b");
        return elements(set, set::forEach, set::statistics, set::close);
    }

    private static <C> Filled<C> elements(C collection, Consumer<Consumer<String>> forEach,
            Supplier<OffHeapElementStatistics> statistics, Runnable close) {
        return new Filled<>(collection, () -> {
            List<String> elements = new ArrayList<>();
            forEach.accept(elements::add);
            return elements;
        }, () -> statistics.get().allocatedBytes(), close);
    }
}
