// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.collection.KeptClasses;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes maps of the library's classes, or of such that are broken on purpose. */
final class TableLoader {

    private TableLoader() {
    }

    /**
     * An empty map.
     *
     * @param flaw a flaw of maps; with null it is the real thing, and memory is used again as soon as it is free
     */
    @SuppressWarnings("unchecked") // both makers are of this kind
    static Table create(Reclaimer reclaimer, @Nullable Flaw flaw) {
        KeptClasses classes = new KeptClasses(broken(flaw));
        String maker = flaw == null ? "KeptTable$Reusing" : "KeptTable$Keeping";
        Table table = ((Function<Reclaimer, Table>) classes.make(maker, Function.class)).apply(reclaimer);
        rehearse(table);
        classes.requireThatAllAreReplaced();
        return table;
    }

    private static Map<String, String> broken(@Nullable Flaw flaw) {
        return switch (flaw) {
            case null -> Map.of();
            case FREES_NODES_AT_ONCE -> Map.of("Reclaimer.retireWithoutWaiting", "freeAtOnce");
            case TRUSTS_BUCKETS -> Map.of("Buckets.isLinked", "isAlwaysLinked");
            default -> throw new IllegalArgumentException("No flaw of maps: " + flaw);
        };
    }

    /** Classes that are loaded first while the heap is full would be missing for ever. */
    private static void rehearse(Table table) {
        byte[] value = new byte[Long.BYTES];
        table.put(0, value);
        table.hold(0, _ -> {
        });
        table.replace(0, value);
        table.get(0);
        table.forEach((_, _) -> {
        });
        table.remove(0);
        table.buckets();
    }
}
