// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.shop;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Reclaimable;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;

/** What the shop sells today: a version, which tomorrow's replaces. */
abstract class Catalog implements Reclaimable {

    /** Set when the shop opens. */
    static QsbrReference<Catalog> today;

    abstract int size();

    abstract String title(int id);

    abstract long cents(int id);

    @GuardScoped
    abstract MemorySegment memory();

    @GuardScoped
    abstract Product product(int id);

    @GuardScoped
    abstract Stream<Product> products();

    @GuardScoped
    abstract Iterator<Product> cursor();

    @GuardScoped
    abstract Optional<Product> bySku(String sku);
}
