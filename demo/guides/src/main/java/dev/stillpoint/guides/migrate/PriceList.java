// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.migrate;

import dev.stillpoint.guides.Prices;

// @start region="list"
/** Prices that any thread reads while one thread replaces them. */
public interface PriceList extends AutoCloseable {

    long cents(int article);

    /** From now on these are read. The old ones are freed, and so are these at the end. */
    void replace(Prices next);

    @Override
    void close();
}
// @end
