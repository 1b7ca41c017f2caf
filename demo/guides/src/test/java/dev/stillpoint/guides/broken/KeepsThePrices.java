// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.broken;

import dev.stillpoint.guides.Prices;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ScopedQsbr;

/** Answers from a version that its section has given out. */
public final class KeepsThePrices {

    private final QsbrReference<Prices> prices;

    public KeepsThePrices(QsbrReference<Prices> prices) {
        this.prices = prices;
    }

    public String answer(String articles) {
        Prices kept = ScopedQsbr.read(prices::get);
        return kept.list(articles);
    }
}
