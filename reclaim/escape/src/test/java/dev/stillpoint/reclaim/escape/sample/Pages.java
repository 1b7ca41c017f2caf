// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.Reclaimable;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A version that lends its rows in streams, iterators, optionals and lists. */
interface Pages extends Reclaimable {

    int count();

    String name();

    @GuardScoped
    MemorySegment bytes();

    @GuardScoped
    Row row(int number);

    @GuardScoped
    Stream<Row> rows();

    @GuardScoped
    Iterator<Row> iterator();

    @GuardScoped
    Optional<Row> find(int key);

    List<MemorySegment> segments();

    List<String> names();
}
